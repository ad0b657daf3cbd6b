namespace TokenAwareBalancer.Learning;

/// <summary>Tells prompts that an engine has cut from those that its tokenizer counts otherwise.</summary>
/// <remarks>
/// A cut leaves the same number of tokens of prompts of different lengths (512 of an encoder, a client's own limit); a
/// tokenizer, whatever its factor, does not. So a count that is well below ours and was seen before, of a prompt of
/// another length, is a cut. The last <see cref="Places"/> such counts are remembered, those that come again the
/// longest. An engine that drops whole messages leaves no such constant and is not recognized. Not thread-safe.
/// </remarks>
internal sealed class CutPrompts
{
    private const int Places = 16;

    /// <summary>Below it, a template or rounding does not explain it.</summary>
    private const double MostOfUncut = 0.95;

    /// <summary>Prompts of one length differ by less, counted by two tokenizers.</summary>
    private const double LeastRatioOfLengths = 1.1;

    private readonly List<(long ObservedTokens, long CountedTokens)> _seen = new(Places);

    /// <summary>Whether a prompt was cut, as far as those before it tell.</summary>
    public bool Observe(long countedTokens, long observedTokens)
    {
        if (observedTokens >= MostOfUncut * countedTokens)
            return false;
        var index = _seen.FindIndex(seen => seen.ObservedTokens == observedTokens);
        if (index < 0)
        {
            if (_seen.Count == Places)
                _seen.RemoveAt(0);
            _seen.Add((observedTokens, countedTokens));
            return false;
        }

        var known = _seen[index];
        _seen.RemoveAt(index);
        _seen.Add(known);
        var (shorter, longer) = (Math.Min(known.CountedTokens, countedTokens), Math.Max(known.CountedTokens, countedTokens));
        if (longer < LeastRatioOfLengths * shorter)
            return false;
        // The shortest: from now on the longer ones are known by it.
        _seen[^1] = (observedTokens, shorter);
        return true;
    }
}
