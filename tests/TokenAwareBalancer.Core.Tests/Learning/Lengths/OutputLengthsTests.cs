namespace TokenAwareBalancer.Learning.Lengths;

public sealed class OutputLengthsTests
{
    private const double Day = 86_400;

    private readonly Random _random = new(11);
    private readonly OutputLengths _lengths = new(priorTokens: 256, mostGroups: 2048);

    [Fact]
    public void Coverage_SeveralTenantsWithLengthsOfTheirOwn_IsWithinFivePointsForEach()
    {
        var tenants = Enumerable.Range(0, 8).Select(_ => new int[3]).ToArray();
        for (var answer = 0; answer < 24_000; answer++)
        {
            var tenant = _random.Next(tenants.Length);
            var (promptTokens, outputTokens) = Draw(tenant);
            if (answer >= 2_000)
                Judge(tenants[tenant], $"t{tenant}", promptTokens, outputTokens);
            _lengths.Observe($"t{tenant}", promptTokens, outputTokens, isCapped: false, answer);
        }

        Assert.All(tenants, seen =>
        {
            Assert.InRange((double)seen[1] / seen[0], 0.45, 0.55);
            Assert.InRange((double)seen[2] / seen[0], 0.85, 0.95);
        });
    }

    [Fact]
    public void Coverage_HalfOfTheAnswersAreCut_IsThatOfAnswersThatWouldHaveBeenCutNever()
    {
        for (var answer = 0; answer < 4_000; answer++)
        {
            var (promptTokens, outputTokens) = (300, LogNormal(100, 0.8));
            var capTokens = answer % 2 == 0 ? 60 : int.MaxValue;
            _lengths.Observe(null, promptTokens, Math.Min(outputTokens, capTokens), outputTokens >= capTokens, answer);
        }

        var believed = _lengths.Believe(null, 300, 4_000);
        Assert.InRange(believed.Quantile(0.5), 90, 111);
        Assert.InRange(believed.MeanTokens, 125, 152); // 137.7
    }

    [Theory]
    [InlineData(400, 30)]
    [InlineData(30, 400)]
    public void Workload_Changes_IsFollowedWithinTwoHundredAnswersThoughPromptsAreOfFortyLengths(
        double before, double after)
    {
        for (var answer = 0; answer < 5_000; answer++)
            _lengths.Observe(null, PromptTokens(), LogNormal(before, 0.5), isCapped: false, answer);
        for (var answer = 0; answer < 200; answer++)
            _lengths.Observe(null, PromptTokens(), LogNormal(after, 0.5), isCapped: false, 5_000 + answer);

        var medians = Enumerable.Range(0, 100)
            .Select(_ => _lengths.Believe(null, PromptTokens(), 5_200).Quantile(0.5)).Order().ToArray();
        Assert.InRange(medians[50] / after, 0.85, 1.18);
        Assert.InRange(medians[90] / after, 0.5, 2);
    }

    [Fact]
    public void OneTenant_Changes_OthersStayWhatTheyWere()
    {
        for (var answer = 0; answer < 2_000; answer++)
            _lengths.Observe(answer % 2 == 0 ? "a" : "b", 500, LogNormal(100, 0.5), isCapped: false, answer);
        var before = _lengths.Believe("b", 500, 2_000).MeanTokens;
        for (var answer = 0; answer < 300; answer++)
            _lengths.Observe("a", 500, LogNormal(1000, 0.5), isCapped: false, 2_000);

        Assert.Equal(before, _lengths.Believe("b", 500, 2_000).MeanTokens, 0.05 * before);
        Assert.InRange(_lengths.Believe("a", 500, 2_000).Quantile(0.5), 850, 1150);
    }

    [Fact]
    public void NewTenant_UnknownYet_IsExpectedToBeAsTheModel()
    {
        for (var answer = 0; answer < 500; answer++)
            _lengths.Observe("a", 500, 40, isCapped: false, 0);

        Assert.InRange(_lengths.Believe("new", 500, 0).MeanTokens, 38, 45);
        Assert.InRange(_lengths.Believe(null, 9, 0).MeanTokens, 38, 45);
    }

    [Fact]
    public void Idle_ForWeeks_AnswersAsItsTenantDoesByThen()
    {
        for (var answer = 0; answer < 300; answer++)
            _lengths.Observe("a", 100, 1000, isCapped: false, 0);
        for (var day = 1; day <= 28; day++)
        {
            for (var answer = 0; answer < 50; answer++)
                _lengths.Observe("a", 5000, 100, isCapped: false, day * Day);
        }

        Assert.InRange(_lengths.Believe("a", 100, 28 * Day).MeanTokens, 95, 125);
    }

    [Fact]
    public void Idle_WholeModel_IsKeptAndGivesWayToTheFirstAnswersAfterwards()
    {
        for (var answer = 0; answer < 300; answer++)
            _lengths.Observe(null, 100, 1000, isCapped: false, 0);

        Assert.InRange(_lengths.Believe(null, 100, 7 * Day).MeanTokens, 900, 1010);
        Assert.InRange(_lengths.Believe(null, 100, 365 * Day).MeanTokens, 850, 1010);

        for (var answer = 0; answer < 20; answer++)
            _lengths.Observe(null, 100, 100, isCapped: false, 365 * Day);
        Assert.InRange(_lengths.Believe(null, 100, 365 * Day).Quantile(0.5), 95, 110);
    }

    [Fact]
    public void Groups_MoreThanTheirNumber_AreThoseAnsweredLast()
    {
        var lengths = new OutputLengths(priorTokens: 256, mostGroups: 10);
        for (var tenant = 0; tenant < 100; tenant++)
        {
            for (var answer = 0; answer < 50; answer++)
                lengths.Observe($"t{tenant}", 100, 10 + (10 * tenant), isCapped: false, 0);
        }

        Assert.Equal(10, lengths.Groups);
        Assert.InRange(lengths.Believe("t99", 100, 0).MeanTokens, 900, 1010);
        // Forgotten: as the whole.
        Assert.Equal(lengths.Believe("nobody", 1, 0), lengths.Believe("t0", 100, 0));
    }

    [Fact]
    public void Memory_OfAGroup_IsAsStated()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var tenant = 0; tenant < 1000; tenant++)
            _lengths.Observe($"{tenant}", 100, 10, isCapped: false, 0);
        var groupBytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 2000.0;

        Assert.InRange(groupBytes, 1_000, OutputLengths.GroupBytes);
    }

    [Fact]
    public void Answers_OfKnownGroups_AllocateNothing()
    {
        for (var answer = 0; answer < 5_000; answer++)
            _lengths.Observe("a", PromptTokens(), 100, isCapped: false, answer);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var answer = 0; answer < 1_000; answer++)
        {
            var believed = _lengths.Believe("a", 100, answer);
            believed.Remaining(believed.Quantile(0.9), 1000);
            _lengths.Observe("a", 100, 100, isCapped: false, answer);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256);
    }

    /// <remarks>What is read without the lock is never anything but an estimate, whatever is written meanwhile.</remarks>
    [Fact]
    public async Task Reading_WhileOthersWrite_AlwaysYieldsALength()
    {
        var believed = _lengths.Believe(null, 100, 0);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            for (var answer = 0; !stop.IsCancellationRequested; answer++)
                _lengths.Observe(null, 100, answer % 200 < 100 ? 5 : 5_000, isCapped: false, answer);
        }, TestContext.Current.CancellationToken);

        for (var look = 0; look < 200_000; look++)
        {
            Assert.InRange(believed.Remaining(look % 10_000, 50_000), 0, 50_000);
            Assert.InRange(believed.Quantile(0.9), 1, 300_000);
        }

        await stop.CancelAsync();
        await writing;
    }

    private void Judge(int[] seen, string tenant, int promptTokens, int outputTokens)
    {
        var believed = _lengths.Believe(tenant, promptTokens, 0);
        seen[0]++;
        seen[1] += outputTokens <= believed.Quantile(0.5) ? 1 : 0;
        seen[2] += outputTokens <= believed.Quantile(0.9) ? 1 : 0;
    }

    /// <summary>Each tenant's answers twice as long as those of the one before; every second's go with the prompt.</summary>
    private (int PromptTokens, int OutputTokens) Draw(int tenant)
    {
        var promptTokens = PromptTokens();
        var median = 8 * Math.Pow(2, tenant) * (tenant % 2 == 0 ? 1 : Math.Sqrt(promptTokens / 400.0));
        return (promptTokens, LogNormal(median, 0.6));
    }

    private int PromptTokens() => LogNormal(400, 1);

    private int LogNormal(double median, double deviation)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return Math.Max(1, (int)Math.Round(median * Math.Exp(deviation * normal)));
    }
}
