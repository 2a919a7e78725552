using System.Reflection;

namespace StreamEngine.Host.Demo;

/// <summary>How this same program is started again, by a process or by a person.</summary>
internal static class ProgramCommand
{
    /// <summary>The executable.</summary>
    public static string Program => Environment.ProcessPath ?? throw new InvalidOperationException("the path of the running program is unknown");

    /// <summary>What goes before the verb: the assembly, when the executable is dotnet itself.</summary>
    public static IReadOnlyList<string> Prefix => IsDotnet ? [Assembly.GetEntryAssembly()!.Location] : [];

    /// <summary>What a person types before the verb, from the current folder.</summary>
    public static string ForPeople
    {
        get
        {
            var file = IsDotnet ? Prefix[0] : Program;
            var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
            if (relative.StartsWith("..", StringComparison.Ordinal)) relative = file;
            else if (!IsDotnet && !relative.Contains(Path.DirectorySeparatorChar)) relative = "./" + relative;
            return (IsDotnet ? "dotnet " : "") + Quote(relative);
        }
    }

    /// <summary>An argument as a POSIX shell takes it back.</summary>
    public static string Quote(string argument) => argument.All(c => char.IsAsciiLetterOrDigit(c) || "/._-:=,@%+".Contains(c))
        ? argument
        : "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static bool IsDotnet => Path.GetFileNameWithoutExtension(Program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
}
