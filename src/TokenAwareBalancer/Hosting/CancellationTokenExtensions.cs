namespace TokenAwareBalancer.Hosting;

/// <summary>Waiting for the end, where the end is expected.</summary>
internal static class CancellationTokenExtensions
{
    /// <summary>Returns when the token fires, without an exception.</summary>
    public static async Task UntilCanceledAsync(this CancellationToken cancellationToken)
    {
        var canceled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(canceled.SetResult);
        await canceled.Task;
    }
}
