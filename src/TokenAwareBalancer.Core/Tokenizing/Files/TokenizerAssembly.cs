using System.Runtime.CompilerServices;
using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Puts the parts of a <c>tokenizer.json</c> together.</summary>
internal sealed class TokenizerAssembly(
    string file, BpeModel model, List<AddedToken> addedTokens, JsonPlace? normalizer, JsonPlace? preTokenizer)
{
    public ITokenEncoder Create(string name)
    {
        if (preTokenizer is not { } place)
            throw new TokenizerFileException($"{file}: there is no pre_tokenizer; a byte-level BPE has one.");
        var added = DistinctAddedTokens();
        var bytes = Task.Run(() => CreateTokenBytes(added));
        var stage = new PreTokenizerReader(CreateTables()).Read(place);
        var normalize = new NormalizerReader(normalizer);
        stage = CutOut(added.Where(token => token.IsNormalized).Select(token => Normalize(token, normalize)), stage);
        stage = normalize.Before(stage);
        stage = CutOut(added.Where(token => !token.IsNormalized), stage);
        return new FileTokenizer(name, stage, bytes.GetAwaiter().GetResult());
    }

    private static TextStage CutOut(IEnumerable<AddedToken> tokens, TextStage next)
    {
        // Of tokens that normalize to the same, the first one is found.
        var distinct = tokens.Where(token => token.Content.Length > 0)
            .DistinctBy(token => Convert.ToHexString(token.Content))
            .ToArray();
        return distinct.Length == 0 ? next : new AddedTokenStage(new AddedTokenFinder(distinct), next);
    }

    private AddedToken Normalize(AddedToken token, NormalizerReader normalizer)
    {
        var content = normalizer.Normalize(token.Content);
        return content.Length <= FileLimits.LongestTokenBytes
            ? token with { Content = content }
            : throw new TokenizerFileException(
                $"{file}: added_tokens: \"{JsonPlace.Shorten(Encoding.UTF8.GetString(token.Content))}\" has "
                + $"{content.Length} bytes when it is normalized; a token may have {FileLimits.LongestTokenBytes}.");
    }

    /// <summary>The added tokens, without repetitions and empty ones.</summary>
    /// <remarks>
    /// Their ids are those the library gives them, which in published files are those of the file: that of the model
    /// where the model has the token, otherwise the next one.
    /// </remarks>
    private List<AddedToken> DistinctAddedTokens()
    {
        CheckIds();
        var nextId = model.Ids.Length;
        var byContent = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        for (var i = 0; i < addedTokens.Count; i++)
        {
            var content = Encoding.UTF8.GetString(addedTokens[i].Content);
            if (content.Length == 0)
                continue;
            if (byContent.TryGetValue(content, out var known))
            {
                if (known with { Content = addedTokens[i].Content, Id = addedTokens[i].Id } != addedTokens[i])
                    throw Wrong(i, "repeats the content of another added token, with other properties");
                continue;
            }

            var inModel = model.Strings.Find(addedTokens[i].Content);
            var id = inModel >= 0 ? model.Ids[inModel] : nextId;
            nextId = Math.Max(nextId, id + 1);
            byContent.Add(content, addedTokens[i] with { Id = id });
        }

        return [.. byContent.Values];
    }

    private void CheckIds()
    {
        var tokenById = new Dictionary<int, int>();
        for (var i = 0; i < addedTokens.Count; i++)
        {
            if (!tokenById.TryAdd(addedTokens[i].Id, i))
            {
                throw Wrong(
                    i, $"has the id {addedTokens[i].Id}, which added_tokens[{tokenById[addedTokens[i].Id]}] has already");
            }
        }
    }

    private TokenizerFileException Wrong(int index, string what) => new($"{file}: added_tokens[{index}] {what}.");

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TokenTables CreateTables()
    {
        var order = model.Order.Order;
        var builder = new VocabularyBuilder($"{file}: model.vocab", order.Length, model.Bytes.Length);
        var ids = new int[order.Length];
        var leftLengths = new byte[order.Length];
        for (var rank = 0; rank < ids.Length; rank++)
        {
            var token = order[rank];
            builder.Add(model.BytesOf(token));
            ids[rank] = model.Ids[token];
            if (model.Lengths[token] > 1)
                leftLengths[rank] = (byte)model.Lengths[model.Order.LeftPartOf(token)];
        }

        return new TokenTables(builder.Build(leftLengths), model.IgnoresMerges ? FindWholePieces() : null, ids);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private WholePieces? FindWholePieces()
    {
        var tokens = new List<KeyValuePair<byte[], int>>();
        for (var token = 0; token < model.Ids.Length; token++)
        {
            if (model.Lengths[token] > 0 && !model.Order.IsReached(token))
                tokens.Add(new(model.BytesOf(token).ToArray(), model.Ids[token]));
        }

        return tokens.Count == 0 ? null : new WholePieces(tokens);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TokenBytes CreateTokenBytes(List<AddedToken> added)
    {
        var bytes = new TokenBytes(
            model.Bytes.Length + added.Sum(token => token.Content.Length),
            Math.Max(model.Ids.Max(), added.Select(token => token.Id).DefaultIfEmpty().Max()));
        for (var token = 0; token < model.Ids.Length; token++)
            bytes.Add(model.Ids[token], model.BytesOf(token));
        foreach (var token in added)
            bytes.Add(token.Id, token.Content);
        return bytes;
    }
}
