namespace StreamEngine.Tests.Crashes;

/// <summary>What the seed decides in a life: how long things take, and whether they go wrong.</summary>
internal sealed class Chance(Random random, TimeProvider time)
{
    public bool OneIn(int many) => random.Next(many) == 0;

    public int Next(int from, int below) => random.Next(from, below);

    public int Next(int below) => random.Next(below);

    /// <summary>Takes no time, a few turns, or some time on the clock.</summary>
    public async ValueTask PauseAsync()
    {
        switch (random.Next(8))
        {
            case < 5:
                return;
            case < 7:
                for (var turns = random.Next(1, 4); turns > 0; turns--) await Task.Yield();
                return;
            default:
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 40)), time);
                return;
        }
    }
}
