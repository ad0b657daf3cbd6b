using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Hostile;

/// <summary>
/// The corpus before a server of somebody else's, which is not seen into: what it was sent is counted.
/// </summary>
internal static class CorpusRun
{
    /// <summary>What a server fails with 5xx may be sent again.</summary>
    private const int MostTries = 3;

    /// <summary>
    /// Sends every case. What a server says of a request that reaches it is its own; it must be one answer to one
    /// request, and the one behind must get its own.
    /// </summary>
    public static async Task AssertAsync(RunningBalancer balancer, bool isRealEngine = false)
    {
        var wrong = new List<string>();
        foreach (var name in HostileCase.Names.Where(
            name => !isRealEngine || !HostileCase.Read(name).IsBusyForAnEngine))
        {
            if (await FindFaultAsync(balancer, name) is { } fault)
                wrong.Add($"{name}: {fault}");
        }

        Assert.Empty(wrong);
        await balancer.AssertLedgersReturnToZeroAsync();
    }

    private static async Task<string?> FindFaultAsync(RunningBalancer balancer, string name)
    {
        var one = HostileCase.Read(name);
        var before = balancer.LeasesOpened;
        if (await TryVisitAsync(balancer, one) is not { } visit)
            return "no end in time";
        var own = balancer.LeasesOpened - before - (visit.Behind is { Status: 200 } ? 1 : 0);
        try
        {
            HostileAssert.AnswersAreRight(own > 0 ? one with { Expect = ["any"], Reason = null } : one, visit);
            HostileAssert.ReachedBackend(one, own, MostTries);
            return null;
        }
        catch (Xunit.Sdk.XunitException exception)
        {
            return exception.Message;
        }
    }

    private static async Task<HostileVisit?> TryVisitAsync(RunningBalancer balancer, HostileCase one)
    {
        try
        {
            return await HostileVisit.MakeAsync(balancer.Address, one);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
