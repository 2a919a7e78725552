using Spectre.Console;
using Spectre.Console.Rendering;

namespace StreamEngine.Host.Demo.View;

/// <summary>The live view: the whole terminal, on its second screen, so that what was there before comes back at the end.</summary>
internal sealed class LiveScreen(IAnsiConsole console, DemoScreen screen) : IDemoView
{
    private const string Enter = "\e[?1049h\e[2J\e[H";
    private const string Clear = "\e[2J\e[H";
    private const string Leave = "\e[?1049l";

    /// <summary>Whether a terminal can show it.</summary>
    public static bool Fits(IAnsiConsole console) =>
        console.Profile.Out.IsTerminal && console.Profile.Capabilities is { Ansi: true, Interactive: true }
        && console.Profile.Width >= DemoScreen.MinimumWidth && console.Profile.Height >= DemoScreen.MinimumHeight;

    public async Task RunAsync(Func<Action<DemoSnapshot>, Task> body)
    {
        Write(Enter);
        try
        {
            await console.Live(new Text("")).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom).StartAsync(async live =>
            {
                var size = (console.Profile.Width, console.Profile.Height);
                await body(now =>
                {
                    var (width, height) = (console.Profile.Width, console.Profile.Height);
                    if ((width, height) != size) Write(Clear);
                    size = (width, height);
                    live.UpdateTarget(Render(now, width, height));
                });
            });
        }
        finally
        {
            Write(Leave);
        }
    }

    private IRenderable Render(DemoSnapshot now, int width, int height) => width >= DemoScreen.MinimumWidth && height >= DemoScreen.MinimumHeight
        ? screen.Render(now, width, height)
        : new Text($"The terminal is too small: {DemoScreen.MinimumWidth} columns and {DemoScreen.MinimumHeight} lines are needed.");

    private void Write(string sequence)
    {
        console.Profile.Out.Writer.Write(sequence);
        console.Profile.Out.Writer.Flush();
    }
}
