using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Scheduling;

namespace TokenAwareBalancer.Engine.Serving;

/// <summary>Writes one answer as its tokens come.</summary>
internal sealed class AnswerWriter
{
    private readonly EngineExchange _exchange;
    private readonly EngineAnswer _answer;
    private readonly EngineJob _job;
    private readonly int? _cutAfterTokens;
    private readonly bool _tellsCached;

    /// <param name="exchange">Where it is written.</param>
    /// <param name="answer">What is written.</param>
    /// <param name="job">When.</param>
    /// <param name="tellsCached">Whether usage says what was cached.</param>
    public AnswerWriter(EngineExchange exchange, EngineAnswer answer, EngineJob job, bool tellsCached)
    {
        _tellsCached = tellsCached;
        _exchange = exchange;
        _answer = answer;
        _job = job;
        if (exchange.Plan.Failure == FailureKind.Cut)
            _cutAfterTokens = exchange.Plan.ChooseCut(job.OutputTokens);
    }

    /// <param name="form">The form of the answer.</param>
    /// <param name="startsEarly">Whether what opens the stream is sent before the first token is there.</param>
    /// <returns>False when the answer ended early, because it was cut or withdrawn.</returns>
    public async Task<bool> WriteStreamAsync(IStreamedForm form, bool startsEarly)
    {
        var stream = form.OpenStream(_answer);
        var output = _exchange.Context.Response.BodyWriter;
        await _exchange.StartStreamAsync();
        if (startsEarly)
        {
            stream.WriteStart(output);
            await output.FlushAsync();
        }
        var writtenTokens = 0;
        while (await _job.Ordinals.WaitToReadAsync())
        {
            while (writtenTokens != _cutAfterTokens && _job.Ordinals.TryRead(out var ordinal))
            {
                if (ordinal == 1)
                    LearnCached();
                if (ordinal == 1 && !startsEarly)
                    stream.WriteStart(output);
                stream.WriteToken(output, ordinal);
                writtenTokens = ordinal;
            }
            if (writtenTokens == _cutAfterTokens)
                break;
            if (writtenTokens == _job.OutputTokens)
                stream.WriteEnd(output);
            // A reader that is slow holds us up here, and gets the tokens that came meanwhile in one write.
            await output.FlushAsync();
        }
        await output.FlushAsync();
        return writtenTokens == _job.OutputTokens && _cutAfterTokens is null;
    }

    /// <returns>False when the answer ended early, because it was cut or withdrawn.</returns>
    public async Task<bool> WriteWholeAsync()
    {
        var writtenTokens = 0;
        while (await _job.Ordinals.WaitToReadAsync())
        {
            while (_job.Ordinals.TryRead(out var ordinal))
                writtenTokens = ordinal;
        }
        LearnCached();
        return writtenTokens == _job.OutputTokens && await _exchange.WriteAnswerAsync(_answer);
    }

    /// <summary>Known once there is a token: the engine wrote it before it told of that.</summary>
    private void LearnCached() => _answer.CachedTokens = _tellsCached ? _job.CachedTokens : null;
}
