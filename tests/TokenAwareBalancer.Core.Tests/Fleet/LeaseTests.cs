using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Fleet;

public sealed class LeaseTests
{
    private readonly Backend _backend = TestFleet.Backend("a");
    private readonly Lease _lease;

    public LeaseTests() =>
        _lease = TestFleet.Gate(TestFleet.Of(_backend)).Place(TestFleet.Work(1000, outputTokens: 3)).Lease;

    [Fact]
    public void Lease_Created_ChargesPromptAsPrefillAndKvAndExpectedOutputAsDecode() =>
        Assert.Equal(Pending(1000, 3, 1000, 1000), _backend.Ledger.Read());

    [Fact]
    public void Lease_FirstContent_ReleasesPrefillAndNothingElse()
    {
        _lease.ReleasePrefill();
        _lease.ReleasePrefill();

        Assert.Equal(Decoding(3, 1000, 1000), _backend.Ledger.Read());
    }

    [Fact]
    public void Lease_TokensStream_MoveFromDecodeToKv()
    {
        _lease.ReleasePrefill();
        _lease.ObserveOutput(2);

        Assert.Equal(Decoding(1, 1002, 1000), _backend.Ledger.Read());
    }

    [Fact]
    public void Lease_AnswerOutlivesEstimate_ExpectsAsMuchAgain()
    {
        _lease.ObserveOutput(3);

        Assert.Equal(3, _backend.Ledger.Read().DecodeTokens);
    }

    [Fact]
    public void Lease_AnswerOutlivesEstimateNearItsLimit_ExpectsOnlyWhatTheLimitAllows()
    {
        var backend = TestFleet.Backend("b");
        var lease = TestFleet.Gate(TestFleet.Of(backend)).Place(new WorkEstimate(10, 5, OutputLimitTokens: 7)).Lease;

        lease.ObserveOutput(6);
        Assert.Equal(1, backend.Ledger.Read().DecodeTokens);
        lease.ObserveOutput(1);
        Assert.Equal(0, backend.Ledger.Read().DecodeTokens);
    }

    [Fact]
    public void Lease_UsageArrives_CorrectsPromptAndOutput()
    {
        _lease.ObserveOutput(1);
        _lease.ObserveUsage(promptTokens: 1200, outputTokens: 2);

        Assert.Equal(Pending(1200, 1, 1202, 1200), _backend.Ledger.Read());
    }

    [Fact]
    public void Lease_UsageArrivesAfterPrefill_DoesNotBringPrefillBack()
    {
        _lease.ReleasePrefill();
        _lease.ObserveUsage(promptTokens: 1200, outputTokens: null);

        Assert.Equal(Decoding(3, 1200, 1200), _backend.Ledger.Read());
    }

    [Fact]
    public void Lease_SettledTwice_ReturnsEverythingOnce()
    {
        _lease.ObserveOutput(2);

        Assert.True(_lease.Settle());
        Assert.False(_lease.Settle());
        Assert.Equal(default, _backend.Ledger.Read());
    }

    [Fact]
    public void Lease_ObservedAfterSettling_ChangesNothing()
    {
        _lease.Settle();
        _lease.ReleasePrefill();
        _lease.ObserveOutput(5);
        _lease.ObserveUsage(7, 9);

        Assert.Equal(default, _backend.Ledger.Read());
        Assert.Equal(default, _lease.Held);
    }

    private static LedgerEntry Pending(long promptTokens, long decodeTokens, long kvTokens, long prefillTokens) =>
        new(1, prefillTokens, decodeTokens, kvTokens, promptTokens)
        {
            PendingRequests = 1,
            PrefillPairs = PrefillWork.Of(prefillTokens, 0).Pairs,
            OwnKvTokens = kvTokens,
        };

    private static LedgerEntry Decoding(long decodeTokens, long kvTokens, long promptTokens) =>
        new(1, 0, decodeTokens, kvTokens, promptTokens) { OwnKvTokens = kvTokens };
}
