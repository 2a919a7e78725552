namespace StreamEngine.Simulator;

/// <summary>
/// Takes a record, copying what it keeps. False when it cannot take it now (a full queue): the same record is offered again a moment later.
/// </summary>
/// <param name="record">The record; its spans are valid during the call.</param>
public delegate bool RecordSink(in SimulatedRecord record);
