using System.Diagnostics;
using StreamEngine.Peers.Comparing;

namespace StreamEngine.Peers.Engines;

/// <summary>The engines in Java: compiled once from bench/peers with the JDK's own compiler, run with the jars of STREAMENGINE_PEERS_HOME.</summary>
internal static class JavaEngine
{
    /// <summary>As all three are run: enough heap, and the collector with the highest throughput on two cores.</summary>
    private static readonly string[] Machine = ["-Xmx2g", "-XX:+UseParallelGC"];

    /// <summary>Compiles an engine into a folder.</summary>
    /// <param name="folder">Its name below bench/peers and in the jars' folder, and on the command line.</param>
    /// <param name="title">In tables.</param>
    /// <param name="work">Where classes go.</param>
    /// <param name="flags">Flags of the virtual machine that the engine asks for or profits from.</param>
    public static async Task<IEngine> CompileAsync(string folder, string title, string work, params string[] flags)
    {
        var classes = Path.Combine(work, "classes-" + folder);
        var jars = $"{Path.Combine(Homes.Peers, folder, "*")}:{Path.Combine(Homes.Kafka, "lib", "*")}";
        var sources = new[] { "java-common", folder }.SelectMany(f => Directory.GetFiles(Path.Combine(Homes.Sources, f, "src", "peers"), "*.java"));
        using var compiler = Process.Start(new ProcessStartInfo("javac", ["-nowarn", "-proc:none", "-d", classes, "-cp", jars, .. sources]))!;
        await compiler.WaitForExitAsync();
        if (compiler.ExitCode != 0) throw new InvalidOperationException($"bench/peers/{folder} does not compile");
        var logging = "-Dlog4j2.configurationFile=" + Path.Combine(Homes.Sources, "java-common", "log4j2.properties");
        return new ChildEngine(folder, title, request => new ProcessStartInfo("java",
            [.. Machine, .. flags, logging, $"-Djava.io.tmpdir={request.Folder}", "-cp", $"{classes}:{jars}", "peers.Main"]));
    }
}
