using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Prefixes;

/// <summary>The index believes what a plain list of what was sent, in order of use, would.</summary>
public sealed class PrefixReplayTests() : PrefixTest(capacityTokens: 60 * TestPrompt.LetterTokens)
{
    private readonly PlainCache[] _plain = [new(60), new(60)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Index_AnyOrderOfRequests_PredictsAsAPlainListOfEachBackend(int seed)
    {
        var random = new Random(seed);
        var inFlight = new List<(Lease Lease, int Backend, string Letters)>();
        for (var step = 0; step < 20_000; step++)
        {
            if (inFlight.Count > 0 && random.Next(inFlight.Count + 3) >= 3)
                End(inFlight, random);
            else
                inFlight.Add(Begin(random));
        }

        while (inFlight.Count > 0)
            End(inFlight, random);
        Assert.All([0, 1], backend => Assert.Equal(Letters(_plain[backend].Count), Read(backend).BelievedTokens));
    }

    private (Lease Lease, int Backend, string Letters) Begin(Random random)
    {
        var letters = new string([.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => (char)('a' + random.Next(3)))]);
        var backend = random.Next(2);
        var expected = _plain[backend].Find(letters);

        var lease = Send(letters, backend, otherTokens: 0);

        Assert.Equal(Math.Min(Letters(expected), Letters(letters.Length) - 16), lease.PredictedCachedTokens);
        _plain[backend].Hold(letters);
        return (lease, backend, letters);
    }

    private void End(List<(Lease Lease, int Backend, string Letters)> inFlight, Random random)
    {
        var index = random.Next(inFlight.Count);
        var (lease, backend, letters) = inFlight[index];
        inFlight.RemoveAt(index);
        var hasContent = random.Next(5) > 0;
        if (hasContent)
            lease.Answer();
        else
            lease.Settle();
        _plain[backend].Release(letters, hasContent);
    }

    /// <summary>The same by the simplest means: a list, the longest unused first.</summary>
    private sealed class PlainCache(int capacity)
    {
        private readonly List<string> _idle = [];
        private readonly Dictionary<string, int> _holders = [];
        private readonly HashSet<string> _computed = [];

        public int Count => _idle.Count + _holders.Count;

        public int Find(string letters) => Beginnings(letters)
            .TakeWhile(beginning => _holders.ContainsKey(beginning) || _idle.Contains(beginning)).Count();

        public void Hold(string letters)
        {
            foreach (var beginning in Beginnings(letters))
            {
                _idle.Remove(beginning);
                _holders[beginning] = _holders.GetValueOrDefault(beginning) + 1;
            }

            while (_idle.Count > 0 && Count > capacity)
            {
                _computed.Remove(_idle[0]);
                _idle.RemoveAt(0);
            }
        }

        public void Release(string letters, bool hasContent)
        {
            foreach (var beginning in Beginnings(letters).Reverse())
            {
                if (hasContent)
                    _computed.Add(beginning);
                if (--_holders[beginning] > 0)
                    continue;
                _holders.Remove(beginning);
                if (_computed.Contains(beginning))
                    _idle.Add(beginning);
            }
        }

        private static IEnumerable<string> Beginnings(string letters) =>
            Enumerable.Range(1, letters.Length).Select(length => letters[..length]);
    }
}
