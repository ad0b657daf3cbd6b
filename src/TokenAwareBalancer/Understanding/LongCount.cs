namespace TokenAwareBalancer.Understanding;

/// <summary>One count in the line of <see cref="LongCounts"/>: either begun by a thread or cancelled.</summary>
internal abstract class LongCount
{
    private int _isTaken;

    /// <summary>Does the work, unless it was cancelled. Never throws.</summary>
    public void Run()
    {
        if (TryTake())
            Complete();
    }

    /// <summary>Ends it if it has not begun.</summary>
    public void CancelIfWaiting()
    {
        if (TryTake())
            Cancel();
    }

    protected abstract void Complete();

    protected abstract void Cancel();

    private bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;
}

/// <inheritdoc/>
/// <typeparam name="T">What comes of it.</typeparam>
internal sealed class LongCount<T>(Func<T> count, CancellationToken cancellationToken) : LongCount
{
    // The request goes on elsewhere: this thread is for counting.
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Result => _result.Task;

    protected override void Complete()
    {
        try
        {
            _result.SetResult(count());
        }
        catch (OperationCanceledException)
        {
            Cancel();
        }
        catch (Exception exception)
        {
            _result.SetException(exception);
        }
    }

    protected override void Cancel() => _result.TrySetCanceled(cancellationToken);
}
