using System.CommandLine;
using System.CommandLine.Help;
using StreamEngine.Host.Verbs;
using StreamEngine.Host.Verbs.Deciding;
using StreamEngine.Host.Verbs.Recording;
using StreamEngine.Host.Verbs.Trying;

namespace StreamEngine.Host.Cli;

/// <summary>Every verb and the options of them all. Their symbols are shared by the process and not for several threads: one parses at a time.</summary>
internal static class CommandTree
{
    /// <summary>The whole command line of the program.</summary>
    // Not a RootCommand, whose help would name the assembly.
    public static Command Create() => new("streamengine", "StreamEngine: rolling scores and tiers of a live-commerce platform, from Kafka to ClickHouse.")
    {
        GlobalOptions.Config, GlobalOptions.Set, GlobalOptions.Json, GlobalOptions.Verbose, GlobalOptions.InsecureDev,
        DemoVerb.Create(), RunVerb.Create(), ReplayVerb.Create(), SimulateVerb.Create(), RecordVerb.Create(), ValidateVerb.Create(), ExplainVerb.Create(), OutlookVerb.Create(), MatchVerb.Create(), TryScorecardVerb.Create(),
        LagVerb.Create(), CheckpointVerb.Create(), DeadLettersVerb.Create(), DecideVerb.Create(), OffsetsVerb.Create(), SchemaVerb.Create(), ApiKeyVerb.Create(), VersionVerb.Create(),
        ClickHouseServerVerb.Create(), new HelpOption(), new VersionOption(),
    };
}
