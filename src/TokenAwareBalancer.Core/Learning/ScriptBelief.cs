using TokenAwareBalancer.Learning.Snapshots;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Learning;

/// <summary>What is believed of one model's texts of one class: bytes per token, and how wrong that has been.</summary>
/// <remarks>
/// The error is that of the estimate that stood before each observation, so that it says what the next one may be off
/// by. A prior worth four observations fades like everything else. Thread-safe.
/// </remarks>
public sealed class ScriptBelief
{
    /// <summary>
    /// How far off a prior is: a tokenizer that is not known has up to half more, or a third fewer, bytes per token.
    /// </summary>
    public const double PriorRelativeError = 0.3;

    /// <summary>Worth one short prompt: gone after a handful of requests.</summary>
    private const double PriorPromptTokens = 32;

    private const double PriorObservations = 4;

    /// <summary>Stable within a few percent for ordinary spread, and follows a new workload.</summary>
    private const int MemoryObservations = 200;

    private readonly DecayingMean _bytesPerToken;
    private readonly DecayingMean _relativeError = new(PriorRelativeError, PriorObservations, MemoryObservations);
    private readonly DecayingMean _relativeBias = new(0, PriorObservations, MemoryObservations);
    private long _observations;

    public ScriptBelief(double priorBytesPerToken) =>
        _bytesPerToken = new(priorBytesPerToken, PriorPromptTokens, MemoryObservations);

    public double BytesPerToken => _bytesPerToken.Value;

    /// <summary>The mean of |estimated ÷ observed − 1|.</summary>
    public double RelativeError => _relativeError.Value;

    /// <summary>The mean of estimated ÷ observed − 1: above 0 where too many tokens are expected.</summary>
    public double RelativeBias => _relativeBias.Value;

    public long Observations => Interlocked.Read(ref _observations);

    /// <param name="textBytes">Above 0.</param>
    /// <param name="textTokens">What the engine made of them, above 0.</param>
    public void Observe(long textBytes, long textTokens)
    {
        var error = (textBytes / BytesPerToken / textTokens) - 1;
        _relativeError.Observe(Math.Abs(error));
        _relativeBias.Observe(error);
        _bytesPerToken.Observe(textBytes, textTokens);
        Interlocked.Increment(ref _observations);
    }

    /// <summary>What it knows.</summary>
    public ScriptSnapshot Capture() => new(
        _bytesPerToken.Capture(), _relativeError.Capture(), _relativeBias.Capture(), Observations);

    /// <summary>Becomes what it was, as far as it is still believed.</summary>
    /// <exception cref="InvalidDataException">No such belief can have been.</exception>
    public void Restore(ScriptSnapshot snapshot, double keep)
    {
        // What divides must be above 0.
        SnapshotNumbers.Positive(snapshot.BytesPerToken.Numerator);
        _bytesPerToken.Restore(snapshot.BytesPerToken, keep);
        _relativeError.Restore(snapshot.RelativeError, keep);
        _relativeBias.Restore(snapshot.RelativeBias, keep);
        Interlocked.Exchange(ref _observations, (long)SnapshotNumbers.NotNegative(snapshot.Observations));
    }

    /// <summary>Before anything is known of a model; <c>docs/counting.md</c> has the measurement.</summary>
    public static double PriorOf(ScriptClass script) => script switch
    {
        ScriptClass.LatinProse => ModelBeliefs.PriorBytesPerToken,
        ScriptClass.AccentedLatin => 3,
        ScriptClass.Code => 3.7,
        ScriptClass.Alphabetic => 4,
        ScriptClass.Cjk => 2.9,
        ScriptClass.Indic => 4,
        _ => 3,
    };
}
