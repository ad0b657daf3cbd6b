using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Hashing;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Understanding.Counting;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;
using TokenAwareBalancer.Understanding.Shapes;

namespace TokenAwareBalancer.Understanding;

/// <summary>
/// Reads what the body of one POST says, then counts its prompt. Reused, for one request at a time.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Read"/> goes once over the bytes and records where the text is that the model will see; it copies none
/// of it. <see cref="LookUpCounts"/> and then Count count that text, as a step of its own because <c>model</c>, which
/// decides on the tokenizer, may come after <c>messages</c>. The body must be the same bytes in every call.
/// </para>
/// <para>Neither allocates for a request of usual size, once the reader has been used. Both are linear.</para>
/// </remarks>
public sealed class RequestReader
{
    /// <summary>
    /// The largest depth that may be asked for: content within content is read by recursion, and the stack of a
    /// thread must hold it.
    /// </summary>
    public const int MaxSupportedDepth = 512;

    private readonly KeyPath _path = new();
    private readonly PromptPieces _pieces = new();
    private readonly PieceCounts _counts = new();
    private readonly List<PrefixHash> _prefixes = [];
    private readonly ScratchBuffer _textScratch = new();
    private readonly ScratchBuffer _modelScratch = new();
    private RequestOutline _outline;
    private PrefixSettingRanges _prefixSettings;
    private bool _hasPrefix;
    private long _uncountedBytes;
    private int _isRented;

    internal RequestReader()
    {
    }

    /// <summary>Takes a reader from the pool.</summary>
    /// <param name="budget">
    /// Bounds what it takes for a body of many texts, beyond what a reader at rest keeps; until it is returned. Null
    /// without a bound. Where it is not enough, reading and counting throw <see cref="MemoryBudgetException"/>.
    /// </param>
    public static RequestReader Rent(IMemoryBudget? budget = null)
    {
        var reader = RequestReaderPool.Shared.Rent();
        reader._isRented = 1;
        reader.SetBudget(budget);
        return reader;
    }

    /// <summary>Gives the reader back; the caller uses it no more, and returns it once.</summary>
    /// <exception cref="InvalidOperationException">
    /// It was returned before, and nobody has rented it since: two requests would share it.
    /// </exception>
    public void Return()
    {
        if (Interlocked.Exchange(ref _isRented, 0) == 0)
            throw new InvalidOperationException("The reader was returned already.");
        _outline = default;
        SetBudget(null);
        _pieces.Trim();
        _counts.Trim();
        _textScratch.Trim();
        _modelScratch.Trim();
        RequestReaderPool.Shared.Return(this);
    }

    /// <summary>Reads a body.</summary>
    /// <param name="body">The bytes as received.</param>
    /// <param name="surface">The API that it was sent to.</param>
    /// <param name="maxDepth">
    /// How many objects and arrays may be open at once, from 1 to <see cref="MaxSupportedDepth"/>.
    /// </param>
    /// <param name="outline">What it says; only its surface is set when there is an error.</param>
    /// <returns>Why it cannot be understood, null when it can.</returns>
    public RequestError? Read(ReadOnlySpan<byte> body, ApiSurface surface, int maxDepth, out RequestOutline outline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDepth, MaxSupportedDepth);
        _outline = new RequestOutline { Surface = surface, Completions = 1 };
        _path.Clear();
        _hasPrefix = false;
        _pieces.Clear();
        _counts.Invalidate();
        var error = BodyText.FindStart(body, out var start) ?? ReadFrom(body, start, maxDepth);
        if (error is not null)
        {
            _outline = new RequestOutline { Surface = surface, Completions = 1 };
            _pieces.Clear();
        }
        outline = _outline;
        return error;
    }

    /// <summary>The model's name, unescaped; empty when there is none.</summary>
    public string ReadModel(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(ReadModelUtf8(body));

    /// <summary>The same as UTF-8, in <paramref name="body"/>, or in the reader until the next call.</summary>
    public ReadOnlySpan<byte> ReadModelUtf8(ReadOnlySpan<byte> body)
    {
        if (_outline.ModelValue.IsEmpty)
            return default;
        var name = _outline.ModelValue.In(body)[1..^1];
        return name.Contains((byte)'\\') ? _modelScratch.Unescape(name) : name;
    }

    /// <summary>Looks up which texts of the body that was read last are remembered; counts none.</summary>
    /// <param name="body">The same bytes.</param>
    /// <param name="counting">How its model is counted.</param>
    /// <returns>The bytes of the texts that Count will have to count.</returns>
    public long LookUpCounts(ReadOnlySpan<byte> body, PromptCounting counting) =>
        _uncountedBytes = CountLookup.LookUp(body, _pieces, _counts, counting);

    /// <summary>Counts the prompt of the body that was read last.</summary>
    /// <param name="body">The same bytes.</param>
    /// <param name="counting">How its model is counted; the same in <see cref="LookUpCounts"/>, if it was called.</param>
    /// <param name="cancellationToken">Looked at between two texts.</param>
    public PromptCount Count(
        ReadOnlySpan<byte> body, PromptCounting counting, CancellationToken cancellationToken = default)
    {
        if (!_counts.AreLookedUp)
            LookUpCounts(body, counting);
        var count = new PromptCounter(body, counting, _textScratch, _uncountedBytes)
            .Count(_pieces, _counts, cancellationToken);
        return _outline.Surface == ApiSurface.Other ? count with { IsExact = false } : count;
    }

    /// <summary>The same for one request alone, where nothing is remembered or learned.</summary>
    /// <param name="body">The same bytes.</param>
    /// <param name="counter">The model's tokenizer; null to estimate from bytes.</param>
    /// <param name="bytesPerToken">For the estimate, above 0.</param>
    public PromptCount Count(ReadOnlySpan<byte> body, ITokenCounter? counter, double bytesPerToken)
    {
        _counts.Invalidate();
        return Count(body, new PromptCounting(counter, new FixedBytesPerToken(bytesPerToken), new CountingSettings()));
    }

    /// <summary>Forgets the counts, so that they may be made in another way.</summary>
    public void ForgetCounts() => _counts.Invalidate();

    /// <summary>
    /// Hashes the beginnings of the prompt that was counted last: what an index of the prefixes that backends hold is
    /// keyed by. Costs nothing where it is not called; short texts that were looked up are not hashed again.
    /// </summary>
    /// <param name="body">The same bytes.</param>
    /// <param name="hasher">Of the cache that counted, if there is one.</param>
    /// <param name="owner">Whose prompts alone it shall share with; empty for everybody's.</param>
    /// <param name="prefixes">
    /// Receives them, from the shortest on: none beyond an image or the like, nor beyond the first of several prompts,
    /// and none at all where the engine is asked to print or cut the prompt in a way of its own, or to use no cache.
    /// </param>
    public void ReadPrefixHashes(
        ReadOnlySpan<byte> body, ContentHasher hasher, ReadOnlySpan<char> owner, List<PrefixHash> prefixes)
    {
        if (!_counts.AreLookedUp)
            throw new InvalidOperationException("The prompt has not been counted.");
        if (!_hasPrefix)
            return;
        var root = PrefixRoot.Of(body, ReadModelUtf8(body), owner, _prefixSettings, hasher);
        new PrefixChain(body, _pieces, _counts, hasher, prefixes).Read(root);
    }

    /// <summary>The same into memory of the reader's own, which is theirs until the next call.</summary>
    public ReadOnlySpan<PrefixHash> ReadPrefixHashes(
        ReadOnlySpan<byte> body, ContentHasher hasher, ReadOnlySpan<char> owner)
    {
        _prefixes.Clear();
        ReadPrefixHashes(body, hasher, owner, _prefixes);
        return CollectionsMarshal.AsSpan(_prefixes);
    }

    /// <summary>Names the tokens of the texts in the prompt of the body that was read last, in order.</summary>
    /// <param name="body">The same bytes.</param>
    /// <param name="encoder">The model's tokenizer.</param>
    /// <param name="ids">Receives their ids.</param>
    public void Encode(ReadOnlySpan<byte> body, ITokenEncoder encoder, List<int> ids)
    {
        foreach (var piece in _pieces.All)
        {
            if (piece.Kind == PromptPieceKind.PlainText)
                encoder.Encode(piece.Text.In(body), ids);
            else if (piece.Kind == PromptPieceKind.EscapedText)
                encoder.Encode(_textScratch.Unescape(piece.Text.In(body)), ids);
        }
    }

    private void SetBudget(IMemoryBudget? budget)
    {
        _pieces.Budget = budget;
        _counts.Budget = budget;
        _textScratch.Budget = budget;
    }

    private RequestError? ReadFrom(ReadOnlySpan<byte> body, int start, int maxDepth)
    {
        var type = BodyText.GuessType(body[start]);
        if (type is null)
            return JsonFaults.Malformed(body, start);
        if (type == JsonTokenType.StartObject)
            return ReadObject(body, start, maxDepth);
        return _outline.Surface == ApiSurface.Other
            ? null
            : JsonFaults.WrongType(path: null, "a JSON object", JsonFaults.Describe(type.Value), start);
    }

    private RequestError? ReadObject(ReadOnlySpan<byte> body, int start, int maxDepth)
    {
        var json = new JsonCursor(body, start, maxDepth, _path);
        try
        {
            var fields = default(RequestFields);
            TopLevelReader.Read(ref json, _pieces, _outline.Surface, ref fields);
            _outline = OutlineBuilder.Build(_outline.Surface, fields, _pieces.All);
            _prefixSettings = fields.PrefixSettings;
            _hasPrefix = fields is { IsRewritten: false, IsUncached: false };
            return null;
        }
        catch (RequestFormatException exception)
        {
            return exception.Error;
        }
        catch (JsonException exception)
        {
            return json.Malformed(exception);
        }
    }
}
