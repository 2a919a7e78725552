using System.Text.Json;
using StreamEngine.Entities;
using StreamEngine.Host.Demo;
using StreamEngine.Pipeline;
using StreamEngine.Scoring;
using Xunit;

namespace StreamEngine.Tests.Demo;

public sealed class TierChangeReaderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_back(bool complete)
    {
        var change = new TierChange
        {
            Kind = EntityKind.Product,
            Id = "m-\"一\"/p-𠮷",
            Epoch = 2,
            Tick = 1_781_784_000_000,
            From = "L4",
            To = "L5",
            Score = 68.4,
            PreviousScore = complete ? 66.25 : null,
            Indicators = [new("gpm", complete ? 50 : null, 61.5)],
            Reason = "score",
            Benefits = complete ? new(true, 1.25, true, false, true) : null,
        };
        var text = new JsonText();
        TierChangeJson.Write(text, change);
        using var json = JsonDocument.Parse(text.Written.ToArray());

        var read = TierChangeReader.Read(json.RootElement);

        Assert.Equal(change.Indicators, read.Indicators);
        Assert.Equal(change, read with { Indicators = change.Indicators });
    }
}
