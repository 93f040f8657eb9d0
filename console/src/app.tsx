/** Signed in or not; everything that lives as long as the sign-in starts here. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { isPassing, problemOf } from "./api/problem.ts";
import { useSignIn } from "./api/sign-in-state.ts";
import { startLink } from "./live/desk-link.ts";
import { router } from "./routes.tsx";
import { resetTokenIn } from "./sign-in/coming-back.ts";
import { NewPassword } from "./sign-in/new-password.tsx";
import { SignInScreen } from "./sign-in/sign-in-screen.tsx";
import { Toasts } from "./ui/toasts.tsx";

const RETRIES = 2;
const queries = new QueryClient({
  defaultOptions: { queries: { retry: (count, error) => count < RETRIES && isPassing(problemOf(error)), staleTime: 5_000, refetchOnWindowFocus: true } },
});

function Desk({ agentId }: { agentId: string }): ReactNode {
  useEffect(() => {
    const { signedIn } = useSignIn.getState();
    if (!signedIn || signedIn.agent.id !== agentId) return;
    const end = startLink(signedIn);
    return () => {
      end();
      queries.clear();
    };
  }, [agentId]);
  return <RouterProvider router={router} />;
}

export function App(): ReactNode {
  const agentId = useSignIn((state) => state.signedIn?.agent.id);
  const [reset, setReset] = useState(() => resetTokenIn(location.hash));
  const [changed, setChanged] = useState(false);
  const done = (isChanged: boolean): void => {
    setReset(null);
    setChanged(isChanged);
  };
  return (
    <QueryClientProvider client={queries}>
      {reset !== null ? (
        <NewPassword token={reset} onDone={done} />
      ) : agentId === undefined ? (
        <SignInScreen changed={changed} />
      ) : (
        <Desk key={agentId} agentId={agentId} />
      )}
      <Toasts />
    </QueryClientProvider>
  );
}
