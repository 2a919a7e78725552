using System.Globalization;
using StreamEngine.Pipeline;
using StreamEngine.Tests.Invariants;

namespace StreamEngine.Tests.Crashes;

/// <summary>Publishes dead letters: they wait, are sent in any order and are acknowledged later.</summary>
internal sealed class LetterSink(SimulatedWorld world, long token, long from, Chance chance, Mutant mutant, Action<string> died) : IDeadLetterSink
{
    public const string Topic = "dead-letters";

    private const int FewEnough = 3;

    private readonly TopicSink _topic = new(world.DeadLetters, token, from, mutant, died);
    private readonly List<Letter> _waiting = [];
    private int _underWay;

    public IReadOnlyDictionary<string, IReadOnlyList<long>> Positions => new Dictionary<string, IReadOnlyList<long>> { [Topic] = [_topic.Position] };

    public async ValueTask WriteAsync(DeadLetter letter, CancellationToken stop)
    {
        _waiting.Add(new Letter(letter.Partition, letter.Offset, letter.Reason.ToString(), Convert.ToBase64String(letter.Value)));
        while (_waiting.Count > FewEnough) await SendAsync();
    }

    public async ValueTask FlushAsync(CancellationToken stop)
    {
        if (mutant == Mutant.DropsDeadLetters) return;
        while (_waiting.Count > 0) await SendAsync();
        while (_underWay > 0) await Task.Yield();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask SendAsync()
    {
        var at = chance.Next(_waiting.Count);
        var letter = _waiting[at];
        _waiting.RemoveAt(at);
        if (_topic.Missing([string.Create(CultureInfo.InvariantCulture, $"{letter.Partition} {letter.Offset}")]) is not [var fact]) return;
        _underWay++;
        await chance.PauseAsync();
        var position = _topic.Add([fact]);
        world.Happenings.Add(new Happening.Buried(token, letter));
        await chance.PauseAsync();
        _topic.Acknowledge(position, inOrder: false);
        _underWay--;
    }
}
