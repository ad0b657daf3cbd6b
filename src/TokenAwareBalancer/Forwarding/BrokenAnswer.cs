using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Forwarding;

/// <summary>Ends an answer whose beginning the client has and whose rest will not come.</summary>
internal static class BrokenAnswer
{
    public static async Task EndAsync(Exchange exchange, TryObservation observation, Failure failure)
    {
        var http = exchange.Http;
        // A stream of announced length has no room for one event more; and where bytes were lost on the way, nobody
        // knows where the client stands.
        if (observation.Answer is not { Format: AnswerFormat.EventStream } answer
            || http.Response.ContentLength is not null
            || observation.Body is { HasLostBytes: true })
        {
            http.Abort();
            return;
        }

        // The engine has told the client itself, or had already said its last word: nothing to add.
        if (answer.HasReportedError || answer.HasFinished)
            return;
        var place = new BrokenPlace(observation.Body?.IsClientInsideEvent ?? false, answer.NextSequenceNumber);
        try
        {
            await http.Response.Body.WriteAsync(
                InBandError.Render(exchange.Route.Errors, place, failure, exchange.RequestId), http.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client has gone too: nobody is left to be told.
        }
    }
}
