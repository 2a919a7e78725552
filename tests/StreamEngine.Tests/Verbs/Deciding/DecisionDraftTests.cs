using StreamEngine.Events;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Verbs.Deciding;
using StreamEngine.Tests.Events;
using Xunit;

namespace StreamEngine.Tests.Verbs.Deciding;

/// <summary>What <c>decide</c> writes is what the engine takes; what the engine would not take is refused before it is written.</summary>
public sealed class DecisionDraftTests
{
    private const long Skew = 300_000;
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_781_784_000_000);
    private static readonly DecisionDraft Draft = new("d1", At, "李 \"q\" <b>", "'; DROP TABLE x --\n刷单");

    [Fact]
    public void A_reversal_carries_its_event_as_it_was_with_what_cannot_be_known_later()
    {
        var original = OriginalEvent.Parse("{\n  \"type\": \"order_paid\", \"id\": \"e1\", \"ts\": 1781780000000, \"merchant\": \"m/1\",\r\n \"product\": \"p\", \"order\": \"o\", \"buyer\": \"b\", \"amount\": 100, \"own\": 1.50 }\n", Skew);
        var bytes = Draft.OfEvent("reverse", original, repeat: true, "达人");

        Assert.DoesNotContain((byte)'\n', bytes);
        var e = PlainEvent.Decode(new EventDecoder(Skew), bytes);
        Assert.Equal((DecodeOutcome.Event, DecisionAction.Reverse, "m/1", Draft.By, Draft.Why, true, "达人"), (e.Outcome, e.Action, e.Merchant, e.By, e.Why, e.Repeat, e.HandoffCreator));
        Assert.Contains("\"own\": 1.50", e.Event, StringComparison.Ordinal);
        new EventDecoder(Skew).Decode(bytes, long.MinValue, out var decision, out _);
        Assert.True(new OriginalDecoder(Skew).TryDecode(in decision, out var taken));
        Assert.Equal((100, true), (taken.Amount, original.IsBuyersOrder));
    }

    [Fact]
    public void A_freeze_names_merchant_and_product_as_they_are_inside()
    {
        var product = PlainEvent.Decode(new EventDecoder(Skew), Draft.OfTier("freeze_tier", "product", "m%2F1%25/p/x"));
        Assert.Equal((DecisionAction.FreezeTier, Party.Product, "m/1%", "p/x"), (product.Action, product.Party, product.Merchant, product.Product));
        var merchant = PlainEvent.Decode(new EventDecoder(Skew), Draft.OfTier("release_tier", "merchant", "m%2F1"));
        Assert.Equal((DecisionAction.ReleaseTier, Party.Merchant, "m%2F1", ""), (merchant.Action, merchant.Party, merchant.Merchant, merchant.Product));
    }

    [Theory]
    [InlineData("{\"type\":\"heartbeat\",\"ts\":1781780000000}", "heartbeat cannot be reversed")]
    [InlineData("{\"type\":\"order_packed\"}", "does not know")]
    [InlineData("{\"type\":\"click\",\"id\":\"e\",\"ts\":1781780000000,\"merchant\":\"m\"}", "product")]
    [InlineData("[]", "object")]
    [InlineData("", "json")]
    public void What_cannot_be_reversed_is_named(string original, string reason) =>
        Assert.Contains(reason, Assert.Throws<UsageException>(() => OriginalEvent.Parse(original, Skew)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_the_engine_would_not_take_is_refused_with_the_option_that_is_wrong()
    {
        var original = OriginalEvent.Parse("{\"type\":\"violation\",\"id\":\"v\",\"ts\":1781784000001,\"merchant\":\"m\",\"target\":\"merchant\",\"severity\":\"severe\"}", Skew);
        string Refused(Func<byte[]> draft) => Assert.Throws<UsageException>(draft).Message;
        Assert.Contains("--at", Refused(() => Draft.OfEvent("reverse", original, false, "")), StringComparison.Ordinal);
        Assert.Contains("--why", Refused(() => (Draft with { Why = new string('刷', 167) }).OfTier("freeze_tier", "merchant", "m")), StringComparison.Ordinal);
        Assert.Contains("--by", Refused(() => (Draft with { By = new string('b', 501) }).OfTier("freeze_tier", "merchant", "m")), StringComparison.Ordinal);
        Assert.Contains("--id", Refused(() => (Draft with { Id = "" }).OfTier("freeze_tier", "merchant", "m")), StringComparison.Ordinal);
        Assert.Contains("--handoff-creator", Refused(() => (Draft with { At = At.AddDays(1) }).OfEvent("reverse", original, false, new string('c', 65))), StringComparison.Ordinal);
        Assert.Contains("merchant/product", Refused(() => Draft.OfTier("freeze_tier", "product", "m")), StringComparison.Ordinal);
    }
}
