namespace TokenAwareBalancer.Prefixes;

/// <summary>Ten beginnings and no more, over all backends.</summary>
public sealed class PrefixMemoryTests() : PrefixTest(memoryBytes: 10 * PrefixIndex.BytesPerBeginning)
{
    [Fact]
    public void Memory_Full_TakesTheOldestOfTheBackendWithMost()
    {
        Ask("abc");
        Ask("defg");
        Ask("hij", backend: 1);

        Ask("kl", backend: 1);

        Assert.Equal((5, 5), (Read().Beginnings, Read(backend: 1).Beginnings));
        Assert.Equal(Letters(1), Predict("abc"));
        Assert.Equal(Letters(3), Predict("hijx", backend: 1));
    }

    [Fact]
    public void Memory_FullOfRequestsInFlight_KeepsWhatFits()
    {
        var first = Send("abcdefgh");

        var second = Send("ijklm");
        Assert.Equal((10, Letters(10)), (Read().Beginnings, Read().BelievedTokens));
        first.Settle();
        second.Settle();

        Assert.Equal((0, 0), (Read().Beginnings, Read().BelievedTokens));
    }

    [Fact]
    public void Memory_SizeOfWhatABeginningTakes_IsAtLeastThatOfItsParts() => Assert.InRange(
        System.Runtime.CompilerServices.Unsafe.SizeOf<PrefixEntry>()
            + System.Runtime.CompilerServices.Unsafe.SizeOf<PrefixCopy>() + (2 * sizeof(int)),
        1, PrefixIndex.BytesPerBeginning);
}
