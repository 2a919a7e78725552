using StreamEngine.Host.Running;

namespace StreamEngine.Host.Api;

/// <summary>The engine that requests are answered from; null while it starts.</summary>
internal sealed class Viewed
{
    private volatile LiveView? _view;

    public LiveView? View { get => _view; set => _view = value; }

    /// <summary>Answers from the view, or says that there is none yet.</summary>
    public IResult With(Func<LiveView, IResult> answer) =>
        _view is { } view ? answer(view) : Problem(StatusCodes.Status503ServiceUnavailable, "the engine is starting");

    /// <summary>An error as one object.</summary>
    public static IResult Problem(int status, string error) => Results.Json(new { Error = error }, statusCode: status);
}
