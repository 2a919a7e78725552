using System.IO.Hashing;
using System.Text;
using StreamEngine.Tests.Events;

namespace StreamEngine.Tests.Model;

/// <summary>Paid orders by merchant and buyer: repeats and 川流 handoffs, from the list of all earlier ones.</summary>
internal sealed class NaivePairs(ModelRules rules)
{
    private readonly Dictionary<(string Merchant, string Buyer), List<(long Time, string Channel, string Creator)>> _orders = [];

    /// <summary>Whether a paid order is a repeat, and the creator that a rewarded handoff credits.</summary>
    public (bool Repeat, string? Credited) Paid(PlainEvent e, long time, long eventTime)
    {
        if (!_orders.TryGetValue((e.Merchant, e.Buyer), out var earlier)) _orders.Add((e.Merchant, e.Buyer), earlier = []);
        var repeat = earlier.Count > 0 && earlier.Max(o => o.Time) >= eventTime - rules.Engine.RepeatWindow.TotalMilliseconds;
        var credited = NaiveEvents.Channel(e) == "self" ? Edge(earlier, time, eventTime) : null;
        earlier.Add((time, NaiveEvents.Channel(e), e.Creator));
        return (repeat, credited is not null && IsHeldOut(e) ? null : credited);
    }

    private string? Edge(List<(long Time, string Channel, string Creator)> earlier, long time, long eventTime)
    {
        var distributed = earlier.Where(o => o.Channel == "distribution").ToList();
        if (distributed.Count == 0) return null;
        var edge = distributed.Last(o => o.Time == distributed.Max(d => d.Time));
        return edge.Time <= time && eventTime <= edge.Time + rules.Engine.HandoffWindow.TotalMilliseconds ? edge.Creator : null;
    }

    private bool IsHeldOut(PlainEvent e) =>
        XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(e.Merchant + "\u001f" + e.Buyer)) % (ulong)rules.Engine.HoldOutOneIn == 0;
}
