namespace StreamEngine.Host.Configuration;

/// <summary>
/// Reads the configuration: the defaults that ship with the program, over them the user's file, over that environment variables, over those the command line.
/// </summary>
internal static class ConfigurationLoader
{
    /// <summary>The name of the file with the defaults, beside the program and inside it.</summary>
    public const string FileName = "streamengine.yaml";

    /// <summary>The commented defaults, as text.</summary>
    public static string DefaultText
    {
        get
        {
            using var stream = typeof(ConfigurationLoader).Assembly.GetManifestResourceStream(FileName)
                ?? throw new InvalidOperationException($"the program was built without {FileName}");
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Options, or every error at once.</summary>
    /// <param name="file">The user's file; null for none.</param>
    /// <param name="overrides">Values of the command line, <c>path=value</c>.</param>
    /// <param name="environment">The environment: <c>STREAMENGINE__KAFKA__BOOTSTRAP_SERVERS</c>, and what <c>${env:NAME}</c> refers to.</param>
    /// <param name="insecureDev">Whether what only a laboratory may do is a warning instead of an error.</param>
    /// <param name="trial">A file whose section <c>scoring</c> goes over everything else, to be tried out; null for none.</param>
    public static LoadedConfiguration Load(
        string? file, IEnumerable<string> overrides, IReadOnlyDictionary<string, string> environment, bool insecureDev = false, string? trial = null)
    {
        var errors = new List<ConfigurationError>();
        var text = file is null ? null : ReadFile(file, errors);
        return LoadText(text, overrides, environment, insecureDev, errors, trial is null ? null : ReadFile(trial, errors));
    }

    /// <summary>The same with the user's file as text.</summary>
    public static LoadedConfiguration LoadText(string? text, IEnumerable<string> overrides, IReadOnlyDictionary<string, string> environment, bool insecureDev = false) =>
        LoadText(text, overrides, environment, insecureDev, []);

    private static LoadedConfiguration LoadText(
        string? text, IEnumerable<string> overrides, IReadOnlyDictionary<string, string> environment, bool insecureDev, List<ConfigurationError> errors, string? trial = null)
    {
        var root = Layers(text, overrides, environment, errors);
        if (trial is not null) root = WithScoring(root, trial, errors);
        var binder = new ConfigurationBinder(environment, errors);
        var options = binder.Bind<StreamEngineOptions>(root);
        var contradictions = CrossChecks.Errors(options, path => errors.Exists(e => e.Path == path)).ToList();
        foreach (var (path, message) in contradictions) binder.Report(path, message);
        var insecure = SecurityChecks.Insecure(options).ToList();
        if (!insecureDev) foreach (var (path, message) in insecure) binder.Report(path, $"{message}; only --insecure-dev allows it");
        if (errors.Count > 0) return new LoadedConfiguration(null, errors, []);
        var warnings = CrossChecks.Warnings(options).Concat(SecurityChecks.Warnings(options)).Concat(insecure).Select(w => new ConfigurationError(w.Path, binder.OriginOf(w.Path), w.Message));
        return new LoadedConfiguration(options with { Engine = options.Engine.With(options.Campaigns, options.Milestones) }, [], [.. warnings]);
    }

    private static ConfigMap Layers(string? text, IEnumerable<string> overrides, IReadOnlyDictionary<string, string> environment, List<ConfigurationError> errors)
    {
        var root = (ConfigMap)YamlReader.Read(DefaultText, OriginKind.Defaults, errors)!;
        var user = text is null ? null : YamlReader.Read(text, OriginKind.File, errors);
        if (user is ConfigMap map) root = (ConfigMap)Overlay.Merge(root, map, "", errors);
        else if (user is { IsNull: false }) errors.Add(new("", user.Origin, $"must be sections such as kafka: or scoring:, is {user.Kind}"));
        var all = Override.FromEnvironment(environment).Concat(overrides.Select(o => Override.FromCommandLine(o, errors)).OfType<Override>());
        foreach (var one in all) one.Apply(root, errors);
        return root;
    }

    private static ConfigMap WithScoring(ConfigMap root, string trial, List<ConfigurationError> errors)
    {
        const string section = "scoring";
        var map = YamlReader.Read(trial, OriginKind.File, errors) as ConfigMap;
        if (map is not null && map.Entries.TryGetValue(section, out var scoring))
        {
            var alone = new ConfigMap(map.Origin);
            alone.Entries[section] = scoring;
            return (ConfigMap)Overlay.Merge(root, alone, "", errors);
        }
        if (errors.Count == 0) errors.Add(new(section, map?.Origin, "is not in the file: a scorecard to try out stands in a section scoring:, as in the configuration"));
        return root;
    }

    private static string? ReadFile(string file, List<ConfigurationError> errors)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add(new("", null, $"{file} cannot be read: {e.Message}"));
            return null;
        }
    }
}
