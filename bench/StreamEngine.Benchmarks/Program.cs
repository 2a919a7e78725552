using BenchmarkDotNet.Running;
using StreamEngine.Benchmarks;

// Each is described in bench/README.md; anything else goes to BenchmarkDotNet, which measures the parts.
if (args is ["replay", ..]) return await ReplayHarness.RunAsync(args[1..]);
if (args is ["memory", ..]) return await MemoryHarness.RunAsync(args[1..]);
if (args is ["floors", ..]) return FloorsHarness.Run(args[1..]);
if (args is ["lane", ..]) return LaneHarness.Run(args[1..]);
if (args is ["decode", ..]) return DecodeHarness.Run(args[1..]);
if (args is ["matching", ..]) return await MatchingHarness.RunAsync(args[1..]);
if (args is ["checkpoints", ..]) return await CheckpointsHarness.RunAsync(args[1..]);
if (args is ["rows", ..]) return await RowsHarness.RunAsync(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
