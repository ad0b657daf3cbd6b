namespace TokenAwareBalancer.Restarts;

/// <summary>What came of one streamed request, as its client saw it.</summary>
/// <param name="Client">Which client, on which API.</param>
/// <param name="Backend">Whose answer it was; null when there was none.</param>
/// <param name="Pieces">How many pieces of text arrived.</param>
/// <param name="IsWhole">Whether the answer said that it is at its end.</param>
/// <param name="ErrorCode">The code of the error that the balancer told, in the stream or in place of it.</param>
/// <param name="Error">What the client threw; null when it threw nothing.</param>
internal sealed record StreamReport(
    string Client, string? Backend, int Pieces, bool IsWhole, string? ErrorCode, string? Error)
{
    public bool HasFailed => !IsWhole || Error is not null;
}
