using StreamEngine.Events;

namespace StreamEngine.Simulator.Traffic;

/// <summary>A paid order on its way.</summary>
internal struct OrderRef
{
    public long Order;
    public long Amount;

    /// <summary>Since when it waits for its next step, ms.</summary>
    public long Since;
    public int Product;
    public int Creator;
    public int Leader;
    public int Buyer;
    public Scene Scene;

    /// <summary>What is still to come of it.</summary>
    public AfterSale Todo;
    public RefundReason Reason;
    public byte Stars;
}

/// <summary>What may follow a delivery; the lowest bit comes first.</summary>
[Flags]
internal enum AfterSale : byte
{
    None = 0,
    Review = 1,
    Refund = 2,
    Complaint = 4,
    Dispute = 8,
}

/// <summary>Orders in the order in which they wait. When it is full the oldest one goes: nobody hears of that order again.</summary>
internal sealed class OrderRing(int capacity)
{
    private readonly OrderRef[] _orders = new OrderRef[capacity];
    private int _head;

    public int Count { get; private set; }

    /// <summary>Whether the oldest may go: it has waited long enough, or so many wait that it would soon be pushed out.</summary>
    public bool IsDue(long now, long wait) => Count > 0 && (now - _orders[_head].Since >= wait || Count > _orders.Length / 2);

    /// <summary>The one that has waited longest; there must be one.</summary>
    public ref readonly OrderRef Oldest => ref _orders[_head];

    public void Push(in OrderRef order)
    {
        if (Count == _orders.Length) Pop();
        int tail = _head + Count;
        _orders[tail >= _orders.Length ? tail - _orders.Length : tail] = order;
        Count++;
    }

    public void Pop()
    {
        if (++_head == _orders.Length) _head = 0;
        Count--;
    }
}
