namespace StreamEngine.Events;

/// <summary>
/// How many records a decoder read in which way. What comes out is the same; what differs is the price: where many take the second or third way, a producer
/// changes its layout from record to record.
/// </summary>
/// <param name="Learned">By a layout that was learned from records before, fastest.</param>
/// <param name="Plain">Field by field: flat, without escapes, in an order that was not learned.</param>
/// <param name="Full">Byte by byte: short, long, nested, escaped or broken.</param>
public readonly record struct DecodePaths(long Learned, long Plain, long Full);
