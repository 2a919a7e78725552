namespace StreamEngine.Tests.Crashes;

/// <summary>Unwinds what a simulated process was doing when it died.</summary>
internal sealed class ProcessDied : Exception;
