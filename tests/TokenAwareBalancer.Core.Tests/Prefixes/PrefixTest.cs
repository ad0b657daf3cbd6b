using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Prefixes;

/// <summary>Two backends behind a gate, whose prefix caches are the matter.</summary>
public abstract class PrefixTest
{
    private protected PrefixTest(long capacityTokens = 100_000, long memoryBytes = PrefixSettings.UsualMemoryBytes)
    {
        Backends = [TestFleet.Backend("a"), TestFleet.Backend("b")];
        Settings = new PrefixSettings { CapacityTokens = capacityTokens, MemoryBytes = memoryBytes };
        Gate = new AdmissionGate(TestFleet.Of(Backends), 100, new ManualTimeProvider(), Settings);
    }

    private protected PrefixSettings Settings { get; }

    private protected Backend[] Backends { get; }

    private protected AdmissionGate Gate { get; }

    /// <summary>Sends a prompt to a backend; the first unless told.</summary>
    private protected Lease Send(string letters, int backend = 0, int otherTokens = 1) => Gate.Place(
        TestPrompt.Of(letters, otherTokens), [.. Backends.Where((_, place) => place != backend)]).Lease;

    /// <summary>The same, and has it answered.</summary>
    private protected Lease Ask(string letters, int backend = 0, long? found = null)
    {
        var lease = Send(letters, backend);
        lease.Answer(found);
        return lease;
    }

    /// <summary>What would be predicted of a prompt there; it is as if it had never been asked.</summary>
    private protected long Predict(string letters, int backend = 0)
    {
        var lease = Send(letters, backend);
        lease.Settle();
        return lease.PredictedCachedTokens;
    }

    private protected PrefixCacheReading Read(int backend = 0) => Gate.ReadPrefixCache(Backends[backend]);

    private protected static long Letters(int count) => (long)count * TestPrompt.LetterTokens;
}
