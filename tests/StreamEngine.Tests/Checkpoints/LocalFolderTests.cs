using System.Diagnostics;
using StreamEngine.Checkpoints;
using StreamEngine.Tests.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Checkpoints;

/// <summary>The store on a disk, and fault 41: what the disk can refuse.</summary>
public sealed class LocalFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Checkpoints_on_a_disk_survive_their_process_and_nobody_else_may_read_them()
    {
        var path = _temporary["state/checkpoints"];
        var store = new CheckpointStore(LocalFolder.Open(path));
        var lease = store.Take();
        for (var generation = 1; generation <= 3; generation++) store.Save(lease.Token, generation);
        lease = store.Renew(lease);
        store.Prune(lease.Token, 2);
        var again = new CheckpointStore(LocalFolder.Open(path));
        Assert.Equal((3, 0), (again.Load().Manifest!.Generation, again.Load().Refused.Count));
        Assert.Equal(lease, again.FindLease());
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        foreach (var file in Directory.EnumerateFiles(path)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotContain(Directory.EnumerateFiles(path), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_two_who_make_the_same_file_one_succeeds_and_it_is_whole()
    {
        var folder = LocalFolder.Open(_temporary["c"]);
        for (var round = 0; round < 50; round++)
        {
            var made = new bool[2];
            Parallel.For(0, 2, i => made[i] = new CheckpointStore(folder).TryTake(Stores.Holder($"{i}"), new CheckpointStore(folder).FindLease(), Stores.Duration) is not null);
            Assert.Contains(true, made);
            Assert.NotEqual(0, new CheckpointStore(folder).FindLease()!.Holder.ProcessId);
        }
    }

    [Fact]
    public void Temporary_files_of_a_crash_are_in_nobody_s_way_and_go_with_the_next_pruning()
    {
        var store = new CheckpointStore(LocalFolder.Open(_temporary["c"]));
        string[] left = ["p000-000001-00000001.seg", "checkpoint-000001-00000001.json", "lease-000001.json"];
        foreach (var name in left) File.WriteAllText(Path.Combine(store.Name, $"{name}.{Guid.NewGuid():N}.tmp"), "half");
        store.Take();
        var token = store.Take().Token;
        store.Save(token, 1);
        Assert.Equal(4, store.Prune(token, 2).Count); // and the lease before
        Assert.Equal(["checkpoint-000002-00000001.json", "lease-000002.json", "merge-000002-00000001.seg", "p000-000002-00000001.seg"],
            Directory.EnumerateFiles(store.Name).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_not_there_is_null_and_deleting_it_is_nothing()
    {
        var folder = LocalFolder.Open(_temporary["c"]);
        Assert.Equal((null, null), (folder.Read("x"), folder.LengthOf("x")));
        folder.Delete("x");
        Assert.Null(LocalFolder.Find(_temporary["nowhere"]));
        Assert.NotNull(LocalFolder.Find(folder.Name));
    }

    [Fact]
    public void A_folder_that_anybody_may_write_to_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = _temporary["open"];
        LocalFolder.Open(path);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);
        Fails("anybody may write to the checkpoint folder", () => LocalFolder.Open(path));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named() =>
        Fails("cannot be made", () => LocalFolder.Open(_temporary.Write("a-file", "text")));

    [Fact]
    public void Fault_41_a_folder_that_went_away_is_one_line()
    {
        var store = new CheckpointStore(LocalFolder.Open(_temporary["c"]));
        var lease = store.Take();
        Directory.Delete(store.Name, recursive: true);
        foreach (var act in (Action[])[() => store.Write("p000", 1, 1, [Stores.Bytes("x")]), () => store.Renew(lease), () => store.List(), () => store.Publish(Stores.Manifest(1, 1))])
            Fails($"the checkpoint folder {store.Name} cannot be ", act);
    }

    [Fact]
    public void Fault_41_a_full_disk_stops_a_checkpoint_leaves_the_one_before_and_room_to_read_it()
    {
        using var disk = SmallDisk.Mount(_temporary["disk"], "size=64k");
        var store = new CheckpointStore(LocalFolder.Open(disk.Path));
        var token = store.Take().Token;
        store.Save(token, 1);
        Fails("No space left on device", () => store.Write("p000", token, 2, [new byte[40_000], new byte[40_000]]));
        Assert.DoesNotContain(Directory.EnumerateFiles(disk.Path), file => file.Contains("00000002", StringComparison.Ordinal));
        Assert.Equal(1, store.Load().Manifest!.Generation);
        store.Save(token, 2);
        Assert.Equal(2, store.Load().Manifest!.Generation);
    }

    [Fact]
    public void Fault_41_a_read_only_disk_can_be_read_and_says_so_when_it_is_written()
    {
        using var disk = SmallDisk.Mount(_temporary["disk"], "size=64k");
        var store = new CheckpointStore(LocalFolder.Open(disk.Path));
        var lease = store.Take();
        store.Save(lease.Token, 1);
        disk.MakeReadOnly();
        Assert.Equal(1, store.Load().Manifest!.Generation);
        foreach (var act in (Action[])[() => store.Write("p000", 1, 2, [Stores.Bytes("x")]), () => store.Renew(lease), () => store.Publish(Stores.Manifest(1, 2)), () => store.Take()])
            Fails("Read-only file system", act);
    }

    private static void Fails(string says, Action act)
    {
        var fault = Assert.Throws<CheckpointFault>(act);
        Assert.Equal(CheckpointFaultKind.Storage, fault.Kind);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    /// <summary>A file system in memory, where the tests may mount one.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private SmallDisk(string path) => Path = path;

        public string Path { get; }

        public static SmallDisk Mount(string path, string options)
        {
            Directory.CreateDirectory(path);
            Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", $"{options},mode=700", "tmpfs", path), "mounting a file system needs root and the right to mount");
            return new SmallDisk(path);
        }

        public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path));

        public void Dispose() => Run("umount", Path);

        private static bool Run(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
