namespace TokenAwareBalancer.Running;

/// <summary>Waits for what other processes and connections bring about in their own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <returns>False when the condition did not come true in time.</returns>
    public static Task<bool> IsTrueAsync(Func<bool> condition, TimeSpan limit) =>
        IsTrueAsync(() => Task.FromResult(condition()), limit);

    /// <returns>False when the condition did not come true in time.</returns>
    public static async Task<bool> IsTrueAsync(Func<Task<bool>> condition, TimeSpan limit)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
                return false;
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
        return true;
    }
}
