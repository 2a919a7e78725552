using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamEngine.Peers.Reporting;

/// <summary>On what was measured.</summary>
internal static class MachineFacts
{
    public static string Text()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return $"{Environment.ProcessorCount} processors ({model}), {memory} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, Java {JavaVersion()}";
    }

    /// <summary>When, as a date.</summary>
    public static string Today => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd");

    private static string JavaVersion()
    {
        using var java = Process.Start(new ProcessStartInfo("java", "-version") { RedirectStandardError = true })!;
        return java.StandardError.ReadToEnd().Split('\n')[0].Split('"').ElementAtOrDefault(1) ?? "unknown";
    }
}
