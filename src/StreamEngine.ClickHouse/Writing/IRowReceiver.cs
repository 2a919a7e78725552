namespace StreamEngine.ClickHouse.Writing;

/// <summary>Is handed encoded rows one after the other; a struct, so that a walk over rows costs no call through an interface.</summary>
internal interface IRowReceiver
{
    /// <summary>Takes a row; its bytes are valid during the call.</summary>
    void Take(ReadOnlySpan<byte> row, in RowPlace place);
}
