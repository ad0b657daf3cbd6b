namespace TokenAwareBalancer.Clients;

/// <summary>One of the official client packages, asked in the plainest way, without retries of its own.</summary>
internal interface IAnswerClient
{
    /// <summary>Asks for the answer as a whole.</summary>
    Task<ClientAnswer> AskAsync(string prompt, int maxTokens, CancellationToken cancellationToken);

    /// <summary>Asks for the answer as a stream.</summary>
    /// <param name="prompt">The user's only message.</param>
    /// <param name="maxTokens">The most tokens the answer may have.</param>
    /// <param name="onText">Called with each piece of text as it arrives.</param>
    /// <param name="cancellationToken">Breaks off: the connection is closed at once.</param>
    Task<ClientAnswer> AskStreamedAsync(
        string prompt, int maxTokens, Action<string>? onText, CancellationToken cancellationToken);
}
