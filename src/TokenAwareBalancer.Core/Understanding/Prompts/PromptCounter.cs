using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>Adds up the pieces of a prompt. Each text is counted on its own: no token spans two of them.</summary>
internal ref struct PromptCounter
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly PromptCounting _counting;
    private readonly ScratchBuffer _scratch;
    private TextSampler _sampler;
    private ScriptTally _script;
    private long _textTokens;
    private long _textBytes;
    private long _formatTokens;
    private long _pricedTokens;
    private bool _isPricedByRule;

    /// <param name="body">Where the texts are.</param>
    /// <param name="counting">How they are counted.</param>
    /// <param name="scratch">For what has to be unescaped.</param>
    /// <param name="uncountedBytes">How much text no cache knows.</param>
    public PromptCounter(
        ReadOnlySpan<byte> body, PromptCounting counting, ScratchBuffer scratch, long uncountedBytes)
    {
        _body = body;
        _counting = counting;
        _scratch = scratch;
        _sampler = new TextSampler(counting.ExactTextBytes, uncountedBytes);
    }

    /// <param name="pieces">The prompt.</param>
    /// <param name="counts">What is known of it already; receives the rest.</param>
    /// <param name="cancellationToken">Looked at between two texts.</param>
    public PromptCount Count(PromptPieces pieces, PieceCounts counts, CancellationToken cancellationToken)
    {
        var all = pieces.All;
        for (var index = 0; index < all.Length; index++)
            Add(all[index], ref counts.All[index], pieces.TimesOf(index), cancellationToken);
        if (_counting.Counter is null)
            return Estimate(counts);
        if (_sampler.HasSampled)
            AddUncounted(pieces, counts);
        return Sum();
    }

    private readonly PromptCount Sum() => new(
        Saturate(_textTokens + _formatTokens),
        !_isPricedByRule && !_sampler.HasSampled,
        _textBytes,
        Saturate(_formatTokens))
    {
        EstimatedErrorTokens = Saturate(_sampler.EstimatedErrorTokens + ErrorOfPrices()),
    };

    private readonly PromptCount Estimate(PieceCounts counts)
    {
        var script = _script.Classify();
        var estimate = _counting.BytesPerToken.EstimateFor(script);
        var textTokens = Math.Ceiling(_textBytes / estimate.BytesPerToken);
        foreach (ref var count in counts.All)
            count.Tokens = (int)Math.Round(count.TextBytes / estimate.BytesPerToken);
        return new PromptCount(
            Saturate(textTokens + _formatTokens),
            _textBytes == 0 && !_isPricedByRule,
            _textBytes,
            Saturate(_formatTokens))
        {
            Script = _textBytes == 0 ? null : script,
            EstimatedErrorTokens = Saturate((textTokens * estimate.RelativeError) + ErrorOfPrices()),
        };
    }

    /// <summary>An image has from a third of its price to twice as much, by its size and the model.</summary>
    private readonly long ErrorOfPrices() => _pricedTokens / 2;

    private void Add(in PromptPiece piece, ref PieceCount count, int times, CancellationToken cancellationToken)
    {
        if (piece.IsText)
        {
            if (!count.IsCounted)
            {
                cancellationToken.ThrowIfCancellationRequested();
                CountText(piece, ref count, times);
            }

            _textBytes += (long)count.TextBytes * times;
            _textTokens += (long)count.Tokens * times;
        }

        var tokens = (long)piece.Tokens * times;
        _formatTokens += tokens;
        _pricedTokens += piece.IsPricedByRule ? tokens : 0;
        _isPricedByRule |= piece.IsPricedByRule;
    }

    private void CountText(in PromptPiece piece, ref PieceCount count, int times)
    {
        var text = piece.Text.In(_body);
        if (piece.Kind == PromptPieceKind.EscapedText)
            text = _scratch.Unescape(text);
        count.TextBytes = text.Length;
        count.IsCounted = true;
        if (_counting.Counter is not { } counter)
        {
            _script.Add(text, times);
            return;
        }

        var isWhole = _sampler.TryCountWhole(counter, text, times, out count.Tokens, out count.UncountedBytes);
        if (isWhole && count.IsHashed)
            _counting.Cache?.Add(_counting.KeyOf(count.Hash), new CachedCount(count.Tokens, count.TextBytes));
    }

    private void AddUncounted(PromptPieces pieces, PieceCounts counts)
    {
        for (var index = 0; index < counts.All.Length; index++)
        {
            ref var count = ref counts.All[index];
            var tokens = (int)Math.Round(count.UncountedBytes * _sampler.TokensPerByte);
            count.Tokens += tokens;
            _textTokens += (long)tokens * pieces.TimesOf(index);
        }
    }

    private static int Saturate(double tokens) => (int)Math.Min(tokens, int.MaxValue);
}
