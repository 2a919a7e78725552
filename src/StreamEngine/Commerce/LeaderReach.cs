using StreamEngine.Entities;
using StreamEngine.Windows;

namespace StreamEngine.Commerce;

/// <summary>
/// Who sells through each leader (团长): merchants and products of the month window, and pairs of merchant and creator of the last seven days; exact, with the limit
/// of distinct counts. Creators are counted with the leader's entity. Owned by the merge.
/// </summary>
internal sealed class LeaderReach
{
    private const int PairDays = 7;

    private readonly NameTable _merchantNames = new(), _productNames = new(), _pairNames = new();
    private readonly DistinctMembers _merchants, _products, _pairs;
    private readonly int _monthDays, _pairDays;
    private int _today = int.MinValue;

    /// <param name="limit">Members of a kind that a leader may have.</param>
    /// <param name="monthDays">Days of the month window.</param>
    public LeaderReach(int limit, int monthDays)
    {
        _monthDays = monthDays;
        // A leader is forgotten with its month, and all that belongs to it.
        _pairDays = Math.Min(PairDays, monthDays);
        _merchants = new DistinctMembers(_merchantNames, limit);
        _products = new DistinctMembers(_productNames, limit);
        _pairs = new DistinctMembers(_pairNames, limit);
    }

    /// <summary>Members that had to go because a leader had too many.</summary>
    public long Evicted => _merchants.Evicted + _products.Evicted + _pairs.Evicted;

    public void Admit(int leader)
    {
        _merchants.Admit(leader);
        _products.Admit(leader);
        _pairs.Admit(leader);
    }

    /// <summary>Distinct merchants, products, and pairs of merchant and creator.</summary>
    public (int Merchants, int Products, int Pairs) Count(int leader) => (_merchants.Count(leader), _products.Count(leader), _pairs.Count(leader));

    /// <summary>Notes a distribution order of a day that named the leader.</summary>
    public void See(int leader, ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> product, ReadOnlySpan<byte> creator, int day)
    {
        Span<byte> scratch = stackalloc byte[NamePool.MaximumLength];
        _merchants.See(leader, _merchantNames.Intern(merchant), day);
        _products.See(leader, _productNames.Intern(ProductId.Compose(merchant, product, scratch)), day);
        if (day > _today - _pairDays) _pairs.See(leader, _pairNames.Intern(ProductId.Compose(merchant, creator, scratch)), day);
    }

    /// <summary>Moves the windows to end with a day; names the leaders that have lost somebody.</summary>
    public void Advance(int today, Action<int> touched)
    {
        if (today <= _today) return;
        Expire(_merchants, today - _monthDays, _monthDays, touched);
        Expire(_products, today - _monthDays, _monthDays, touched);
        Expire(_pairs, today - _pairDays, _pairDays, touched);
        _today = today;
    }

    /// <summary>Drops who was last seen on days up to <paramref name="last"/>; nobody is listed under one after the last today, however far time has jumped.</summary>
    private void Expire(DistinctMembers members, int last, int days, Action<int> touched)
    {
        if (_today == int.MinValue) return;
        last = Math.Min(last, _today);
        for (var day = _today - days + 1; day <= last; day++) members.Expire(day, touched);
    }

    /// <summary>Forgets names that nothing points to.</summary>
    public void Sweep()
    {
        _merchantNames.Sweep();
        _productNames.Sweep();
        _pairNames.Sweep();
    }

    public void Save(SnapshotWriter to, int turn, List<int> scratch)
    {
        to.Signed(_today);
        _merchants.Save(to, turn, scratch);
        _products.Save(to, turn, scratch);
        _pairs.Save(to, turn, scratch);
    }

    public void Load(SnapshotReader from)
    {
        _today = (int)from.Signed();
        _merchants.Load(from);
        _products.Load(from);
        _pairs.Load(from);
    }

    /// <summary>Puts everything together once all segments are read; leaders below <paramref name="leaders"/> are counted.</summary>
    public void Loaded(int leaders)
    {
        _merchants.Loaded(leaders);
        _products.Loaded(leaders);
        _pairs.Loaded(leaders);
    }
}
