namespace StreamEngine.Host.Configuration;

/// <summary>What became of a configuration: options, or every error in it.</summary>
/// <param name="Options">The options; absent when there are errors.</param>
/// <param name="Errors">Everything that is wrong, in the order of the sections.</param>
/// <param name="Warnings">What is allowed but perhaps not meant.</param>
internal sealed record LoadedConfiguration(
    StreamEngineOptions? Options, IReadOnlyList<ConfigurationError> Errors, IReadOnlyList<ConfigurationError> Warnings);
