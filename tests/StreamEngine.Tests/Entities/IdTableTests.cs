using System.Text;
using StreamEngine.Entities;
using Xunit;

namespace StreamEngine.Tests.Entities;

public sealed class IdTableTests
{
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 500)]
    [InlineData(3, 6000)]
    public void A_table_does_what_a_dictionary_does(int seed, int names)
    {
        var random = new Random(seed);
        var table = new IdTable(capacity: 16);
        var dictionary = new Dictionary<(int Parent, string Name), int>();
        var numbers = new HashSet<int>();
        for (var step = 0; step < 30_000; step++)
        {
            var parent = random.Next(3) - 1;
            var name = new string((char)('a' + random.Next(3)), random.Next(1, 65)) + random.Next(names);
            if (name.Length > 64) name = name[^64..];
            var bytes = Encoding.UTF8.GetBytes(name);
            var hash = IdTable.HashOf(bytes, parent);
            var number = table.Find(hash, parent, bytes);
            Assert.Equal(dictionary.GetValueOrDefault((parent, name), -1), number);
            if (number < 0)
            {
                number = table.Add(hash, parent, bytes);
                Assert.True(numbers.Add(number), "a number in use was given out");
                dictionary.Add((parent, name), number);
                Assert.Equal(name, Encoding.UTF8.GetString(table.Name(number)));
                Assert.Equal(parent, table.Parent(number));
            }
            else if (random.Next(2) == 0)
            {
                table.Remove(number);
                numbers.Remove(number);
                dictionary.Remove((parent, name));
                Assert.False(table.IsUsed(number));
            }
            Assert.Equal(dictionary.Count, table.Count);
            if (dictionary.Count > names && random.Next(20) == 0) RemoveHalf(table, dictionary, numbers);
        }
        foreach (var ((parent, name), number) in dictionary)
            Assert.Equal(number, table.Find(IdTable.HashOf(Encoding.UTF8.GetBytes(name), parent), parent, Encoding.UTF8.GetBytes(name)));
    }

    [Fact]
    public void Ids_whose_hashes_meet_are_told_apart_and_stay_findable()
    {
        var table = new IdTable(capacity: 16);
        const ulong hash = 0xABCD_0000_0000_000F; // the last slot: the run wraps around
        var numbers = Enumerable.Range(0, 8).Select(i => table.Add(hash, IdTable.NoParent, [(byte)i])).ToList();
        table.Remove(numbers[2]);
        table.Remove(numbers[0]);
        Assert.Equal(-1, table.Find(hash, IdTable.NoParent, [0]));
        foreach (var i in new[] { 1, 3, 4, 5, 6, 7 }) Assert.Equal(numbers[i], table.Find(hash, IdTable.NoParent, [(byte)i]));
    }

    [Fact]
    public void The_numbers_of_removed_ids_are_used_again()
    {
        var table = new IdTable();
        for (var round = 0; round < 50; round++)
        {
            var numbers = Enumerable.Range(0, 100).Select(i => (byte[])[(byte)round, (byte)i])
                .Select(name => table.Add(IdTable.HashOf(name, IdTable.NoParent), IdTable.NoParent, name)).ToList();
            foreach (var number in numbers) table.Remove(number);
        }
        Assert.Equal(100, table.Capacity);
    }

    private static void RemoveHalf(IdTable table, Dictionary<(int Parent, string Name), int> dictionary, HashSet<int> numbers)
    {
        foreach (var (key, number) in dictionary.Where((_, i) => i % 2 == 0).ToList())
        {
            table.Remove(number);
            numbers.Remove(number);
            dictionary.Remove(key);
        }
    }
}
