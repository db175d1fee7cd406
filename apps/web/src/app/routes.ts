import type { RouteRecordRaw } from "vue-router";
import PartnerSpace from "./PartnerSpace.vue";

/**
 * Every screen by its address. `meta.title` is a key of the message catalog. A partner's screens stand twice: at the root
 * for the partner's own people, and under `/support/partners/:partnerId` for support.
 */
export const routes: RouteRecordRaw[] = [
  { path: "/", name: "home", component: () => import("./HomePage.vue"), meta: { title: "page.home" } },
  {
    path: "/sign-in/callback",
    name: "sign-in-callback",
    component: () => import("../features/session/CallbackPage.vue"),
    meta: { title: "page.signIn", isPublic: true },
  },
  {
    path: "/sign-in/unavailable",
    name: "sign-in-unavailable",
    component: () => import("../features/session/SignInUnavailablePage.vue"),
    meta: { title: "page.signIn", isPublic: true },
  },
  {
    path: "/signed-out",
    name: "signed-out",
    component: () => import("../features/session/SignedOutPage.vue"),
    meta: { title: "page.signedOut", isPublic: true },
  },
  {
    path: "/",
    component: PartnerSpace,
    meta: { role: "partner" },
    children: [
      ...partnerRoutes(""),
      {
        path: "notifications/confirm",
        name: "confirm-address",
        component: () => import("../features/notices/ConfirmAddressPage.vue"),
        meta: { title: "page.confirmAddress" },
      },
    ],
  },
  {
    path: "/support",
    meta: { role: "support" },
    children: [
      {
        path: "",
        name: "support-partners",
        component: () => import("../features/support/PartnersPage.vue"),
        meta: { title: "page.supportPartners" },
      },
      {
        path: "requests",
        name: "support-requests",
        component: () => import("../features/support/UnmapRequestsPage.vue"),
        meta: { title: "page.supportRequests" },
      },
      {
        path: "partners/:partnerId",
        component: PartnerSpace,
        children: [{ path: "", redirect: (to) => `${to.path}/integrations` }, ...partnerRoutes("support-")],
      },
    ],
  },
  { path: "/:path(.*)*", name: "not-found", component: () => import("./NotFoundPage.vue"), meta: { title: "page.notFound" } },
];

function partnerRoutes(prefix: "" | "support-"): RouteRecordRaw[] {
  return [
    {
      path: "integrations",
      name: `${prefix}integrations`,
      component: () => import("../features/integrations/IntegrationsPage.vue"),
      meta: { title: "page.integrations" },
    },
    {
      path: "integrations/:providerId",
      component: () => import("../features/integrations/ProviderPage.vue"),
      props: true,
      children: [
        { path: "", redirect: (to) => `${to.path.replace(/\/$/, "")}/connection` },
        {
          path: "connection",
          name: `${prefix}connection`,
          component: () => import("../features/connection/ConnectionTab.vue"),
          meta: { title: "page.connection", tabsOf: "provider" },
        },
        {
          path: "mapping",
          name: `${prefix}mapping`,
          component: () => import("../features/mapping/MappingTab.vue"),
          meta: { title: "page.mapping", tabsOf: "provider" },
        },
        {
          path: "customers",
          name: `${prefix}customers`,
          component: () => import("../features/customers/CustomersTab.vue"),
          meta: { title: "page.customers", tabsOf: "provider" },
        },
        {
          path: "customers/suggestions",
          name: `${prefix}suggestions`,
          component: () => import("../features/suggestions/SuggestionsTab.vue"),
          meta: { title: "page.suggestions", tabsOf: "provider" },
        },
        {
          path: "customers/file",
          name: `${prefix}assignment-file`,
          component: () => import("../features/assignment-file/AssignmentFileTab.vue"),
          meta: { title: "page.assignmentFile", tabsOf: "provider" },
        },
        {
          path: "unbilled",
          name: `${prefix}unbilled`,
          component: () => import("../features/unbilled/UnbilledTab.vue"),
          meta: { title: "page.unbilled", tabsOf: "provider" },
        },
        {
          path: "activity",
          name: `${prefix}activity`,
          component: () => import("../features/activity/ActivityTab.vue"),
          meta: { title: "page.activity", tabsOf: "provider" },
        },
        {
          path: "activity/:runId",
          name: `${prefix}run`,
          component: () => import("../features/activity/RunPage.vue"),
          props: true,
          meta: { title: "page.run" },
        },
      ],
    },
    {
      path: "history",
      name: `${prefix}history`,
      component: () => import("../features/history/HistoryPage.vue"),
      meta: { title: "page.history" },
    },
    {
      path: "notifications",
      name: `${prefix}notifications`,
      component: () => import("../features/notices/NotificationsPage.vue"),
      meta: { title: "page.notifications" },
    },
    {
      path: "customers/:customerId/:providerId?",
      name: `${prefix}customer`,
      component: () => import("../features/customers/CustomerPage.vue"),
      props: true,
      meta: { title: "page.customer", tabsOf: "customer" },
    },
  ];
}
