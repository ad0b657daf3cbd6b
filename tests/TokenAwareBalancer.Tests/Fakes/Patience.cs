namespace TokenAwareBalancer.Fakes;

/// <summary>How long a test waits for what must happen: long enough for a busy machine.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>Fires when the test is stopped or its patience is over.</summary>
    public static CancellationToken Token
    {
        get
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(Limit);
            return source.Token;
        }
    }

    public static async Task<T> Within<T>(this Task<T> task) => await task.WaitAsync(Token);

    public static async Task Within(this Task task) => await task.WaitAsync(Token);

    /// <summary>For what has no event to await. Returns also when patience is over: the caller asserts it.</summary>
    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    public static async Task UntilAsync(Func<Task<bool>> holdsAsync)
    {
        var token = Token;
        while (!await holdsAsync() && !token.IsCancellationRequested)
            await Task.Delay(PollInterval, CancellationToken.None);
    }
}
