using StreamEngine.Simulator;

namespace StreamEngine.Host.Demo;

/// <summary>Where the simulated time is.</summary>
internal enum EveningPhase
{
    Starting,
    History,
    WarmUp,
    Rush,
    Tail,
    Over,
}

/// <summary>The course of the simulated evening; times in ms since the Unix epoch.</summary>
internal sealed record EveningCourse(long Start, long Evening, long Opening, long RushEnd, long End)
{
    /// <summary>The course of a simulation.</summary>
    public static EveningCourse Of(Simulation simulation, SimulatorOptions options) => new(
        simulation.Start.ToUnixTimeMilliseconds(), simulation.Evening.ToUnixTimeMilliseconds(), simulation.Opening.ToUnixTimeMilliseconds(),
        (simulation.Opening + options.Rush).ToUnixTimeMilliseconds(), simulation.End.ToUnixTimeMilliseconds());

    /// <summary>The phase at a time; 0 is before the first event.</summary>
    public EveningPhase At(long time, bool ended) => ended ? EveningPhase.Over
        : time == 0 ? EveningPhase.Starting
        : time < Evening ? EveningPhase.History
        : time < Opening ? EveningPhase.WarmUp
        : time < RushEnd ? EveningPhase.Rush
        : EveningPhase.Tail;
}
