namespace StreamEngine.Tests.Model;

/// <summary>Distinct members with their last days, within a window of days, at most so many.</summary>
internal sealed class NaiveMembers(int limit, int days)
{
    private readonly Dictionary<string, long> _lastDays = [];

    public void See(string member, long day, long today)
    {
        if (day <= today - days) return;
        foreach (var gone in _lastDays.Where(m => m.Value <= today - days).ToList()) _lastDays.Remove(gone.Key);
        _lastDays[member] = Math.Max(day, _lastDays.GetValueOrDefault(member, long.MinValue));
        if (_lastDays.Count > limit) _lastDays.Remove(_lastDays.OrderBy(m => m.Value).ThenBy(m => m.Key, ByteOrder.Instance).First().Key);
    }

    public int Count(long today) => _lastDays.Values.Count(day => day > today - days);
}
