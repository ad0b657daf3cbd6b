namespace TokenAwareBalancer.Load;

/// <summary>Counts tasks that run, and keeps none that has ended: there may be millions.</summary>
internal sealed class UnderWay
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One more than run, until <see cref="UntilNoneAsync"/>: so that it is not 0 in between.</summary>
    private int _countAndOne = 1;

    public int Count => Volatile.Read(ref _countAndOne) - 1;

    public void Follow(Task task)
    {
        Interlocked.Increment(ref _countAndOne);
        _ = AwaitAsync(task);
    }

    /// <summary>Waits for all; throws what the first that failed threw. To be called once, and last.</summary>
    public Task UntilNoneAsync()
    {
        Leave();
        return _ended.Task;
    }

    private async Task AwaitAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception)
        {
            _ended.TrySetException(exception);
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _countAndOne) == 0)
            _ended.TrySetResult();
    }
}
