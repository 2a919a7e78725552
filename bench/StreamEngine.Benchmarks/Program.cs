using BenchmarkDotNet.Running;
using StreamEngine.Benchmarks;

// `replay` measures whole runs from files, `lane` the parts of a lane, `memory` what state costs, `decode` the decoder on several layouts, `matching` what searches take and what keeping ready for them costs, `rows` the way of rows into the embedded ClickHouse, `checkpoints` what saving the state costs; anything else goes to
// BenchmarkDotNet, which measures the parts.
if (args is ["replay", ..]) return await ReplayHarness.RunAsync(args[1..]);
if (args is ["memory", ..]) return await MemoryHarness.RunAsync(args[1..]);
if (args is ["lane", ..]) return LaneHarness.Run(args[1..]);
if (args is ["decode", ..]) return DecodeHarness.Run(args[1..]);
if (args is ["matching", ..]) return await MatchingHarness.RunAsync(args[1..]);
if (args is ["checkpoints", ..]) return await CheckpointsHarness.RunAsync(args[1..]);
if (args is ["rows", ..]) return await RowsHarness.RunAsync(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
