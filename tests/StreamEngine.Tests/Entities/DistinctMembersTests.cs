using System.Text;
using StreamEngine.Entities;
using StreamEngine.Tests.Model;
using Xunit;

namespace StreamEngine.Tests.Entities;

public sealed class DistinctMembersTests
{
    private const int Window = 6;
    private static readonly string[] Names = [.. Enumerable.Range(0, 40).Select(i => "zé达😀aB"[(i % 6 == 3 ? 3 : i % 3)..(i % 6 == 3 ? 5 : i % 3 + 1)] + i)];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 10)]
    [InlineData(4, 1000)]
    public void The_members_are_those_with_the_latest_days_ties_in_byte_order(int seed, int limit)
    {
        var random = new Random(seed);
        var names = new NameTable();
        var members = new DistinctMembers(names, limit);
        var model = new Dictionary<string, int>[3];
        for (var entity = 0; entity < model.Length; entity++)
        {
            members.Admit(entity);
            model[entity] = [];
        }
        var today = 100;
        long evicted = 0;
        for (var step = 0; step < 5000; step++)
        {
            if (random.Next(20) == 0) today = Expire(members, model, today, random.Next(1, 4));
            var (entity, name, day) = (random.Next(3), Names[random.Next(Names.Length)], today - random.Next(Window));
            members.See(entity, names.Intern(Encoding.UTF8.GetBytes(name)), day);
            evicted += See(model[entity], name, day, limit);
            Assert.Equal(Texts(model[entity].Select(m => (m.Key, m.Value))), Texts(members.Of(entity).Select(m => (Encoding.UTF8.GetString(names[m.Member]), m.Day))));
            Assert.Equal(model[entity].Count, members.Count(entity));
            Assert.Equal(evicted, members.Evicted);
        }
    }

    [Fact]
    public void A_newcomer_with_the_oldest_day_is_the_one_to_go()
    {
        var names = new NameTable();
        var members = new DistinctMembers(names, 2);
        members.Admit(0);
        members.See(0, names.Intern("b"u8), 10);
        members.See(0, names.Intern("c"u8), 10);
        members.See(0, names.Intern("d"u8), 9);
        members.See(0, names.Intern("a"u8), 10);
        Assert.Equal(["b@10", "c@10"], members.Of(0).Select(m => Encoding.UTF8.GetString(names[m.Member]) + "@" + m.Day).Order());
        Assert.Equal(2, members.Evicted);
    }

    private static int See(Dictionary<string, int> members, string name, int day, int limit)
    {
        members[name] = Math.Max(day, members.GetValueOrDefault(name));
        if (members.Count <= limit) return 0;
        members.Remove(members.OrderBy(m => m.Value).ThenBy(m => m.Key, ByteOrder.Instance).First().Key);
        return 1;
    }

    private static int Expire(DistinctMembers members, Dictionary<string, int>[] model, int today, int days)
    {
        for (var day = today - Window + 1; day <= today + days - Window; day++)
        {
            var touched = new HashSet<int>();
            members.Expire(day, e => touched.Add(e));
            Assert.Equal(Enumerable.Range(0, model.Length).Where(e => model[e].ContainsValue(day)), touched.Order());
            foreach (var entity in model)
            {
                foreach (var gone in entity.Where(m => m.Value == day).ToList()) entity.Remove(gone.Key);
            }
        }
        return today + days;
    }

    private static IEnumerable<string> Texts(IEnumerable<(string Name, int Day)> members) => members.Select(m => $"{m.Name}@{m.Day}").Order();
}
