using StreamEngine.Checkpoints;
using Xunit;

namespace StreamEngine.Tests.Checkpoints;

/// <summary>Fault 42, and what a process that was thought dead can still do.</summary>
public sealed class LeaseTests
{
    private readonly MemoryFolder _folder = new();
    private readonly CheckpointStore _store;

    public LeaseTests() => _store = new CheckpointStore(_folder);

    [Fact]
    public void Fault_42_of_two_contenders_one_gets_the_lease()
    {
        for (var round = 0; round < 200; round++)
        {
            var found = _store.FindLease();
            var taken = new Lease?[2];
            Parallel.For(0, 2, i => taken[i] = _store.TryTake(Stores.Holder($"contender {i}"), found, Stores.Duration));
            Assert.Equal(_store.FindLease(), Assert.Single(taken, lease => lease is not null));
            Assert.Equal(round + 1, _store.FindLease()!.Token);
        }
    }

    [Fact]
    public void A_token_is_higher_than_any_before_even_when_the_leases_are_gone()
    {
        _store.Take();
        _store.Save(_store.Take().Token, 1);
        foreach (var name in _folder.List().Where(n => n.StartsWith("lease", StringComparison.Ordinal))) _folder.Delete(name);
        Assert.Null(_store.FindLease());
        Assert.Equal(3, _store.Take().Token);
    }

    [Fact]
    public void A_zombie_with_an_older_token_finds_itself_fenced_and_changes_nothing_that_counts()
    {
        var zombie = _store.Take("zombie");
        _store.Save(zombie.Token, 1);
        var successor = _store.Take("successor");
        var newest = _store.Save(successor.Token, 1);
        foreach (var act in (Action[])[() => _store.Renew(zombie), () => _store.Publish(Stores.Manifest(zombie.Token, 2)), () => _store.Prune(zombie.Token, 2)])
        {
            var fault = Assert.Throws<CheckpointFault>(act);
            Assert.Equal(CheckpointFaultKind.Fenced, fault.Kind);
            Assert.StartsWith("successor (process 7 on machine) has taken the checkpoints in memory over (token 2, this process has 1)", fault.Message, StringComparison.Ordinal);
        }
        _store.Release(zombie);
        Assert.Equal(successor, _store.FindLease());
        Assert.Equal(newest.Token, _store.Load().Manifest!.Token);
    }

    [Fact]
    public void A_zombie_that_wakes_between_its_check_and_its_manifest_is_older_than_its_successor()
    {
        var zombie = _store.Take("zombie");
        _store.Save(zombie.Token, 1);
        _folder.Before = (_, name) =>
        {
            if (name != "checkpoint-000001-00000002.json") return;
            _folder.Before = null;
            new CheckpointStore(_folder).Save(_store.Take("successor").Token, 1);
        };
        Assert.Equal(CheckpointFaultKind.Fenced, Assert.Throws<CheckpointFault>(() => _store.Save(zombie.Token, 2)).Kind);
        Assert.Equal((2, 1), (_store.Load().Manifest!.Token, _store.Load().Manifest!.Generation));
    }

    [Fact]
    public void A_zombie_s_files_are_removed_by_its_successor()
    {
        var zombie = _store.Take();
        _store.Write("p000", zombie.Token, 1, [Stores.Bytes("unpublished")]);
        var token = _store.Take().Token;
        _store.Save(token, 1);
        _store.Prune(token, 2);
        Assert.All(_folder.List(), name => Assert.Contains("000002", name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_lease_that_was_removed_fences_its_holder()
    {
        var lease = _store.Take();
        _folder.Delete("lease-000001.json");
        Assert.Contains("is gone from memory", Assert.Throws<CheckpointFault>(() => _store.Renew(lease)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lease_that_cannot_be_read_is_somebody_s()
    {
        _store.Take();
        _folder.Replace("lease-000001.json", Stores.Bytes("garbage"));
        var found = _store.FindLease()!;
        Assert.Equal((1, "an unknown process", false), (found.Token, found.Holder.ToString(), found.Holder.IsKnownDead()));
        Assert.Equal(LeaseStep.Wait, new LeaseWatch(Stores.Duration).Observe(found, found.Holder.IsKnownDead(), default));
        Assert.Equal(2, _store.TryTake(Stores.Holder(), found, Stores.Duration)!.Token);
    }

    [Fact]
    public void A_watched_lease_is_taken_when_it_stands_still_for_its_duration_and_refused_when_it_moves()
    {
        var lease = _store.Take();
        var (still, moving, longer) = (new LeaseWatch(Stores.Duration), new LeaseWatch(Stores.Duration), new LeaseWatch(TimeSpan.FromSeconds(1)));
        foreach (var watch in (LeaseWatch[])[still, moving, longer]) Assert.Equal(LeaseStep.Wait, watch.Observe(lease, false, TimeSpan.FromHours(7)));
        Assert.Equal(LeaseStep.Wait, still.Observe(lease, false, TimeSpan.FromHours(7) + Stores.Duration - TimeSpan.FromTicks(1)));
        Assert.Equal(LeaseStep.Take, still.Observe(lease, false, TimeSpan.FromHours(7) + Stores.Duration));
        Assert.Equal(LeaseStep.Refuse, moving.Observe(_store.Renew(lease), false, TimeSpan.FromHours(7) + Stores.Duration));
        Assert.Equal(LeaseStep.Wait, longer.Observe(lease, false, TimeSpan.FromHours(7) + TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void A_lease_that_is_free_released_or_of_a_dead_process_is_taken_at_once()
    {
        var lease = _store.Take();
        Assert.Equal(LeaseStep.Take, new LeaseWatch(Stores.Duration).Observe(null, false, default));
        Assert.Equal(LeaseStep.Take, new LeaseWatch(Stores.Duration).Observe(lease, true, default));
        _store.Release(lease);
        Assert.Equal(LeaseStep.Take, new LeaseWatch(Stores.Duration).Observe(_store.FindLease(), false, default));
    }

    [Fact]
    public void A_process_is_known_dead_when_its_number_is_free_or_belongs_to_another()
    {
        var self = LeaseHolder.Current("test");
        Assert.False(self.IsKnownDead());
        Assert.True((self with { ProcessStart = self.ProcessStart - 1 }).IsKnownDead());
        Assert.True((self with { ProcessId = int.MaxValue }).IsKnownDead());
        Assert.False((self with { ProcessId = int.MaxValue, ProcessSpace = "another machine" }).IsKnownDead());
    }
}
