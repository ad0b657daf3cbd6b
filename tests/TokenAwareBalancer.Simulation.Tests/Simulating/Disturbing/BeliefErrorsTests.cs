using System.Collections.Frozen;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Simulating.Running;

namespace TokenAwareBalancer.Simulating.Disturbing;

public sealed class BeliefErrorsTests
{
    /// <summary>Far enough apart that each is alone.</summary>
    private const double ApartSeconds = 20;

    private static readonly BeliefErrors All = new()
    {
        PromptError = -0.3,
        PromptNoise = 0.5,
        OutputError = 1,
        OutputNoise = 0.5,
        IsOutputTold = true,
        Speeds = new SpeedErrors(1, 0.2),
    };

    [Theory]
    [InlineData(-0.3, 700)]
    [InlineData(0.3, 1300)]
    public void PromptError_OfARequestInFlight_IsInTheLedger(double error, long tokens)
    {
        var held = Look(Alone(1), new BeliefErrors { PromptError = error });

        Assert.Equal((tokens, tokens), (held.PromptTokens, held.PrefillTokens));
    }

    [Fact]
    public void PromptError_ThatUsageTells_IsLearnedAway()
    {
        Assert.InRange(Look(Alone(200), new BeliefErrors { PromptError = 0.3 }).PromptTokens, 980, 1020);
        Assert.InRange(Look(Alone(200), new BeliefErrors { PromptError = -0.3 }).PromptTokens, 980, 1020);
    }

    [Fact]
    public void PromptError_WithoutUsage_Stays() => Assert.Equal(
        1300, Look(Alone(200), new BeliefErrors { PromptError = 0.3, IsUsageSilent = true }).PromptTokens);

    [Fact]
    public void Output_WithoutUsage_IsLearnedFromTheTokensSeen() => Assert.InRange(
        Look(Alone(200), new BeliefErrors { IsUsageSilent = true }).DecodeTokens, 38, 42);

    [Fact]
    public void OutputError_IsOfWhatWasLearned()
    {
        var learned = Look(Alone(200), BeliefErrors.None).DecodeTokens;

        Assert.InRange(learned, 38, 42);
        Assert.Equal(learned * 2, Look(Alone(200), new BeliefErrors { OutputError = 1 }).DecodeTokens);
        Assert.Equal(learned / 2.0, Look(Alone(200), new BeliefErrors { OutputError = -0.5 }).DecodeTokens, 0.5);
    }

    [Fact]
    public void OutputTold_IsTheTruthFromTheFirst_AndItsErrorIsOfThat()
    {
        Assert.Equal(40, Look(Alone(1), new BeliefErrors { IsOutputTold = true }).DecodeTokens);
        Assert.Equal(60, Look(Alone(1), new BeliefErrors { IsOutputTold = true, OutputError = 0.5 }).DecodeTokens);
    }

    [Fact]
    public void Speeds_OfAllEnginesAndOfOneProfile_AreBelievedAtTheStart()
    {
        var speeds = Speeds(new BeliefErrors
        {
            Speeds = new SpeedErrors(1) { OfProfiles = Pairs(("slow", -0.5)) },
        });

        Assert.Equal(2, speeds["one"], 1e-9);
        Assert.Equal(2, speeds["two"], 1e-9);
        Assert.Equal(0.5, speeds["other"], 1e-9);
        Assert.Empty(Speeds(BeliefErrors.None));
    }

    [Fact]
    public void SpeedNoise_IsDrawnForEachEngine_AlwaysTheSame()
    {
        var errors = new BeliefErrors { Speeds = new SpeedErrors(Noise: 0.3) };

        var speeds = Speeds(errors);

        Assert.Equal(3, speeds.Values.Distinct().Count());
        Assert.Equal(speeds, Speeds(errors));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.05)]
    public void Speeds_AreWhatChoicesGoBy_AndAreLearnedAway(double? scrapePeriodSeconds)
    {
        var run = new FleetRun(
            Given.Plan(Given.Requests(2000, ratePerSecond: 20)) with
            {
                ScrapePeriodSeconds = scrapePeriodSeconds,
                Beliefs = new BeliefErrors { Speeds = new SpeedErrors(1) },
            },
            null,
            default);
        var (early, late) = (new Probe<double>(() => Factor(run)), new Probe<double>(() => Factor(run)));
        run.Events.Post(0.3, early);
        run.Events.Post(90, late);

        run.ToEnd();

        Assert.Equal(2, early.Seen, 0.2);
        Assert.Equal(1, late.Seen, 0.1);

        static double Factor(FleetRun run) => run.Balancers[0].Backends[3].Watch.Speed.Costs.BaseMilliseconds
            / Given.A100.Costs.BaseMilliseconds;
    }

    [Fact]
    public void Noise_HasTheMeanOneAndTheDeviationThatIsStated()
    {
        var plan = Given.Plan(Alone(1)) with { Beliefs = new BeliefErrors { PromptNoise = 0.4 } };
        var beliefs = new DisturbedBeliefs(plan);

        var logs = Enumerable.Range(0, 20_000)
            .Select(index => Math.Log(beliefs.CountPrompt(index, 1_000_000) / 1e6)).ToArray();

        Assert.Equal(1, logs.Average(Math.Exp), 0.01);
        Assert.Equal(0.4, Math.Sqrt(logs.Average(log => log * log) - Math.Pow(logs.Average(), 2)), 0.01);
        Assert.Equal(beliefs.CountPrompt(7, 1000), new DisturbedBeliefs(plan).CountPrompt(7, 1000));
        Assert.NotEqual(
            beliefs.CountPrompt(7, 1_000_000), new DisturbedBeliefs(plan with { Seed = 2 }).CountPrompt(7, 1_000_000));
    }

    [Fact]
    public void Errors_OfAPolicyThatBelievesNothing_ChangeNothing()
    {
        var plan = Given.Plan(Given.Requests(1500, ratePerSecond: 20), "round-robin");

        Assert.Equal(Given.Run(plan).Records, Given.Run(plan with { Beliefs = All }).Records);
    }

    [Fact]
    public void Errors_OfAPolicyThatCounts_MakeItSlowerAndNoAnswerAnother()
    {
        var plan = Given.Plan(Given.Requests(6000, ratePerSecond: 17, mostPromptTokens: 4000));

        var right = Given.Run(plan).Measured.ToArray();
        var wrong = Given.Run(plan with { Beliefs = new BeliefErrors { PromptNoise = 2 } }).Measured.ToArray();

        Assert.InRange(
            wrong.Average(one => one.TimeToFirstTokenSeconds) / right.Average(one => one.TimeToFirstTokenSeconds),
            1.03, 2);
        Assert.Equal(
            right.Select(one => (one.PromptTokens, one.OutputTokens)),
            wrong.Select(one => (one.PromptTokens, one.OutputTokens)));
    }

    [Theory]
    [MemberData(nameof(WrongErrors))]
    public void Errors_ThatCannotBe_AreRefused(BeliefErrors errors, string part)
    {
        var refusal = Assert.Throws<ArgumentException>(() => Given.Run(Given.Plan(Alone(1)) with { Beliefs = errors }));

        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }

    public static TheoryData<BeliefErrors, string> WrongErrors() => new()
    {
        { new BeliefErrors { PromptError = -1 }, "The prompt error is -1" },
        { new BeliefErrors { OutputNoise = -0.1 }, "The output noise is -0.1" },
        { new BeliefErrors { OutputError = double.NaN }, "The output error is NaN" },
        { new BeliefErrors { Speeds = new SpeedErrors { OfProfiles = Pairs(("a", -2)) } }, "The speed error is -2" },
        { new BeliefErrors { Speeds = new SpeedErrors { OfProfiles = Pairs(("b", 1)) } }, "no profile 'b'" },
    };

    private static FrozenDictionary<string, double> Pairs(params (string Profile, double Error)[] pairs) =>
        pairs.ToFrozenDictionary(pair => pair.Profile, pair => pair.Error);

    private static SimulatedRequest[] Alone(int count) =>
        [.. Enumerable.Range(0, count).Select(number => new SimulatedRequest(number * ApartSeconds, 1000, 40))];

    /// <summary>The ledger of the one engine, at the moment at which the last request has been placed.</summary>
    private static LedgerEntry Look(SimulatedRequest[] requests, BeliefErrors errors)
    {
        var run = new FleetRun(Given.Plan(requests, engines: 1) with { Beliefs = errors }, null, default);
        var look = new Probe<LedgerEntry>(() => run.Balancers[0].Backends[0].Ledger.Read());
        run.Events.Post(requests[^1].ArrivalSeconds + 1e-6, look);
        run.ToEnd();
        return look.Seen;
    }

    /// <summary>What each engine is believed to take over what it takes.</summary>
    private static Dictionary<string, double> Speeds(BeliefErrors errors)
    {
        var plan = Given.Plan(Alone(1)) with
        {
            Fleet = [new("one", Given.A100), new("two", Given.A100), new("other", Given.A100 with { Name = "slow" })],
            Beliefs = errors,
        };
        return new FleetRun(plan, null, default).Beliefs.SpeedsAtStart(Backends(plan))
            .Where(speed => speed.Group.Length == 0)
            .SelectMany(speed => speed.Backends, (speed, name) => (name,
                speed.Costs.PrefillTokenMilliseconds / Given.A100.Costs.PrefillTokenMilliseconds))
            .ToDictionary();
    }

    private static IReadOnlyList<Backend> Backends(SimulationPlan plan) =>
        new FleetRun(plan, null, default).Balancers[0].Backends;

    private sealed class Probe<T>(Func<T> read) : IEventTarget
    {
        public T? Seen { get; private set; }

        public void OnDue() => Seen = read();
    }
}
