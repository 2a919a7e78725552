namespace StreamEngine.Host.Demo.View;

/// <summary>Shows a demo while it runs.</summary>
internal interface IDemoView
{
    /// <summary>Runs <paramref name="body"/>, which shows what it is given; what the view needs is set up before and taken down after it.</summary>
    Task RunAsync(Func<Action<DemoSnapshot>, Task> body);
}
