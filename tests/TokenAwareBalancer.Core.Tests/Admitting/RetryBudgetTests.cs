namespace TokenAwareBalancer.Admitting;

public sealed class RetryBudgetTests
{
    private readonly RetryBudget _budget = new(share: 0.2, reservePerSecond: 10);

    [Fact]
    public void Budget_NoTraffic_IsTheReserveOfTenSeconds() => Assert.Equal(100, TakeAll(0));

    [Fact]
    public void Budget_Spent_ComesBackAsItsSecondsPass()
    {
        Assert.Equal(100, TakeAll(5));
        Assert.Equal(0, TakeAll(14.9));

        Assert.Equal(100, TakeAll(15));
    }

    [Fact]
    public void Budget_Brownout_AllowsAFifthOfTheTrafficMore()
    {
        var retries = 0;
        for (var second = 0; second < 60; second++)
        {
            for (var request = 0; request < 1000; request++)
            {
                _budget.OnRequest(second);
                retries += _budget.TryTake(second) ? 1 : 0;
            }
        }

        Assert.InRange(retries, 0.2 * 60_000, 0.2 * 60_000 + 60 * 10 + 100);
    }

    [Fact]
    public void Budget_ShareAndReserveOfZero_AllowsNothing()
    {
        var none = new RetryBudget(0, 0);
        none.OnRequest(0);

        Assert.False(none.TryTake(0));
    }

    private int TakeAll(double seconds)
    {
        var taken = 0;
        while (_budget.TryTake(seconds))
            taken++;
        return taken;
    }
}
