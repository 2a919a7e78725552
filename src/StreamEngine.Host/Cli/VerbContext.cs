using System.Collections;
using System.CommandLine;
using System.Text.Json;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Cli;

/// <summary>What a verb is called with: its arguments, where it prints, the configuration.</summary>
internal sealed class VerbContext(ParseResult arguments)
{
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private StreamEngineOptions? _options;

    /// <summary>The parsed arguments.</summary>
    public ParseResult Arguments { get; } = arguments;

    /// <summary>Whether the caller wants JSON.</summary>
    public bool Json => Arguments.GetValue(GlobalOptions.Json);

    /// <summary>Whether the caller wants to see more.</summary>
    public bool Verbose => Arguments.GetValue(GlobalOptions.Verbose);

    /// <summary>Results go here.</summary>
    public TextWriter Out => Arguments.InvocationConfiguration.Output;

    /// <summary>Progress, warnings and errors go here.</summary>
    public TextWriter Error => Arguments.InvocationConfiguration.Error;

    /// <summary>The configuration of file, environment and command line.</summary>
    /// <exception cref="ConfigurationException">It has errors.</exception>
    public StreamEngineOptions Options => _options ??= LoadOptions();

    /// <summary>The value of an option or argument.</summary>
    public T? Get<T>(Option<T> option) => Arguments.GetValue(option);

    /// <inheritdoc cref="Get{T}(Option{T})"/>
    public T? Get<T>(Argument<T> argument) => Arguments.GetValue(argument);

    /// <summary>Loads the configuration without judging it.</summary>
    /// <param name="trial">A file whose section <c>scoring</c> goes over everything else; null for none.</param>
    public LoadedConfiguration Load(string? trial = null) => ConfigurationLoader.Load(Arguments.GetValue(GlobalOptions.Config)?.FullName,
        Arguments.GetValue(GlobalOptions.Set) ?? [], EnvironmentOfProcess(), Arguments.GetValue(GlobalOptions.InsecureDev), trial);

    /// <summary>Prints an object as one line of JSON, keys in snake_case.</summary>
    public void PrintJson(object value) => Out.WriteLine(JsonSerializer.Serialize(value, Lines));

    private StreamEngineOptions LoadOptions()
    {
        var loaded = Load();
        foreach (var warning in loaded.Warnings) Error.WriteLine($"warning: {warning}");
        return loaded.Options ?? throw new ConfigurationException([.. loaded.Errors.Select(e => e.ToString())]);
    }

    private static Dictionary<string, string> EnvironmentOfProcess() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);
}
