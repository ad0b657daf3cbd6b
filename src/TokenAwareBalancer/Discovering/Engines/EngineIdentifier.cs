namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>Finds out by questions, never by a completion, which engine there is at an address, if any.</summary>
/// <remarks>
/// First <c>GET /v1/models</c>, which every engine has. vLLM, SGLang and llama.cpp name themselves there as the models'
/// owner; where nobody is named, each engine's own path is asked for (<see cref="EngineMark"/>). What has a list of
/// models and no such mark is OpenAI-compatible. What has no list is not an engine, with the exception of TGI.
/// </remarks>
internal sealed class EngineIdentifier
{
    private readonly EngineClient _client;

    public EngineIdentifier(EngineClient client) => _client = client;

    /// <summary>Never throws for what the server does.</summary>
    /// <param name="address">With a slash at its end.</param>
    /// <param name="limit">When to be content with what is known by then.</param>
    public async Task<EngineFinding> IdentifyAsync(Uri address, CancellationToken limit)
    {
        try
        {
            var answer = await _client.GetAsync(address, ModelList.Path, limit);
            if (answer.IsBalancers)
                return EngineFinding.Balancer;
            return ModelList.Read(answer) is { } list
                ? await IdentifyAsync(address, list, limit)
                : await IdentifyWithoutListAsync(address, answer, limit);
        }
        catch (OperationCanceledException)
        {
            return EngineFinding.Silent;
        }
        catch (HttpRequestException exception)
        {
            return EngineFinding.Of(exception);
        }
    }

    private async Task<EngineFinding> IdentifyAsync(Uri address, ModelList list, CancellationToken limit)
    {
        var kind = list.Owner;
        if (kind is null)
        {
            var answers = await Task.WhenAll(EngineMark.All.Select(mark => AskAsync(address, mark.Path, limit)));
            // One of an older version, whose list does not say so.
            if (answers.Any(answer => answer is { IsBalancers: true }))
                return EngineFinding.Balancer;
            kind = EngineMark.All.Zip(answers)
                .FirstOrDefault(pair => pair.Second is not null && pair.First.IsIn(pair.Second)).First?.Kind
                ?? EngineKind.Compatible;
        }

        var models = OfferedModels.Of(kind, list);
        if (models.Count == 0)
            return EngineFinding.WithoutModels(kind);
        var slots = kind == EngineKind.LlamaCpp && await AskAsync(address, LlamaSlots.Path, limit) is { } props
            ? LlamaSlots.Read(props)
            : null;
        return EngineFinding.Of(new FoundEngine(kind, models, slots));
    }

    private async Task<EngineFinding> IdentifyWithoutListAsync(
        Uri address, EngineAnswer answer, CancellationToken limit)
    {
        var isTgi = await AskAsync(address, EngineMark.Tgi.Path, limit) is { } facts && EngineMark.Tgi.IsIn(facts)
            ? facts.ReadObject()!["model_id"]!.AsValue()
            : null;
        return isTgi is not null && isTgi.TryGetValue<string>(out var model) && OfferedModels.IsUsable(model)
            ? EngineFinding.Of(new FoundEngine(EngineKind.Tgi, [model], null))
            : EngineFinding.OfOther(answer.Status);
    }

    /// <returns>Null when there is no answer to this question, which says nothing of the others.</returns>
    private async Task<EngineAnswer?> AskAsync(Uri address, string path, CancellationToken limit)
    {
        try
        {
            return await _client.GetAsync(address, path, limit);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
