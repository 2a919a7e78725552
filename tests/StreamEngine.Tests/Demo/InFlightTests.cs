using StreamEngine.Host.Demo;
using Xunit;

namespace StreamEngine.Tests.Demo;

public sealed class InFlightTests
{
    private readonly InFlight _inFlight = new(2);

    [Fact]
    public void A_partition_takes_so_many_records_and_the_others_do_not_mind()
    {
        for (var i = 0; i < InFlight.MaximumRecords; i++) Assert.True(_inFlight.TryEnter(0, 1));

        Assert.False(_inFlight.TryEnter(0, 1));
        Assert.True(_inFlight.TryEnter(1, 1));
    }

    [Fact]
    public void What_has_been_processed_makes_room()
    {
        for (var i = 0; i < InFlight.MaximumRecords; i++) _inFlight.TryEnter(0, 1);

        _inFlight.Processed(0, 2);

        Assert.True(_inFlight.TryEnter(0, 1));
        Assert.True(_inFlight.TryEnter(0, 1));
        Assert.False(_inFlight.TryEnter(0, 1));
    }

    [Fact]
    public void Bytes_are_a_limit_too_but_never_for_a_single_record()
    {
        Assert.True(_inFlight.TryEnter(0, (int)InFlight.MaximumBytes + 1));
        Assert.False(_inFlight.TryEnter(0, 1));
        _inFlight.Processed(0, 1);
        Assert.True(_inFlight.TryEnter(0, 1));
    }

    [Fact]
    public void An_old_position_frees_nothing_twice_and_a_position_ahead_of_what_was_sent_is_no_credit()
    {
        _inFlight.TryEnter(0, 1);
        _inFlight.Processed(0, 5);
        _inFlight.TryEnter(0, 1);
        _inFlight.Processed(0, 1);

        Assert.False(_inFlight.IsEmpty);
        _inFlight.Processed(0, 2);
        Assert.True(_inFlight.IsEmpty);
    }
}
